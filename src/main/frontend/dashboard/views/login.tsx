import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { loginAddress } from "../data/access.ts";
import { useAccess } from "../ui/access.ts";

/** Where somebody must log in: at the issuer, or with a token. */
export function LoginView(): VNode {
    const access = useAccess();
    const [token, setToken] = useState("");
    const [busy, setBusy] = useState(false);
    return (
        <section class="card stack login" aria-labelledby="login-title">
            <h1 id="login-title">Log in</h1>
            {access.problem !== null && (
                <p class="failure" role="alert">
                    {access.problem}
                </p>
            )}
            {access.hasIssuer && (
                <a class="button primary" href={loginAddress(location.hash)}>
                    Log in with your organization
                </a>
            )}
            <form
                class="stack"
                onSubmit={(event) => {
                    event.preventDefault();
                    setBusy(true);
                    void access.logIn(token).finally(() => {
                        setToken("");
                        setBusy(false);
                    });
                }}
            >
                <label class="field">
                    <span>{access.hasIssuer ? "Or paste a token" : "Paste a token"}</span>
                    <input
                        type="password"
                        required
                        autocomplete="off"
                        spellcheck={false}
                        value={token}
                        onInput={(event) => {
                            setToken(event.currentTarget.value);
                        }}
                    />
                </label>
                <button type="submit" disabled={busy}>
                    Log in with the token
                </button>
            </form>
            <p class="faint">
                The token is sent once. The browser keeps a cookie that no script can read, which ends with the token.
            </p>
        </section>
    );
}
