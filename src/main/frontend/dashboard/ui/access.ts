import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { Access } from "../data/access.ts";
import { useChanges } from "./hooks.ts";

/** Who is at this page. */
export const AccessContext = createContext(new Access());

/** Who is at this page; renders again when that changes. */
export function useAccess(): Access {
    const access = useContext(AccessContext);
    useChanges(access);
    return access;
}
