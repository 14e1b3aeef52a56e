import { Changes } from "../data/changes.ts";

export type ThemeChoice = "auto" | "light" | "dark";

const KEY = "wirescope-theme";
const CHOICES: readonly ThemeChoice[] = ["auto", "light", "dark"];

/** Dark or light: as the system says, unless the reader said otherwise. Notifies of changes. */
export class Theme extends Changes {
    choice: ThemeChoice = "auto";

    constructor() {
        super();
        const saved = read();
        this.choice = CHOICES.find((choice) => choice === saved) ?? "auto";
        this.#apply();
        matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
            this.changed();
        });
    }

    /** Switches to the next of the three. */
    next(): void {
        this.choice = CHOICES[(CHOICES.indexOf(this.choice) + 1) % CHOICES.length] ?? "auto";
        try {
            localStorage.setItem(KEY, this.choice);
        } catch {
            // a browser that keeps nothing: it lasts as long as the page
        }
        this.#apply();
        this.changed();
    }

    #apply(): void {
        document.documentElement.dataset.theme = this.choice;
    }
}

function read(): string | null {
    try {
        return localStorage.getItem(KEY);
    } catch {
        return null;
    }
}

/** The colour that a CSS variable has now, in a form that canvas accepts. */
export function colour(variable: string): string {
    const probe = document.createElement("span");
    probe.hidden = true;
    probe.style.color = `var(${variable})`;
    document.body.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
}
