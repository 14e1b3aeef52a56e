/** How a table is sorted. */
export interface Sorting<Column extends string> {
    column: Column;
    descending: boolean;
}

/** The sorting after somebody chose a column: the other way round where it was that already. */
export function sortedBy<Column extends string>(
    now: Sorting<Column>,
    column: Column,
    descendingFirst: boolean,
): Sorting<Column> {
    return now.column === column ? { column, descending: !now.descending } : { column, descending: descendingFirst };
}

/** Sorts by a value of each row, those without one last; leaves rows of the same value in their order. */
export function sortRows<Row>(
    rows: readonly Row[],
    value: (row: Row) => string | number | null,
    descending: boolean,
): Row[] {
    const direction = descending ? -1 : 1;
    return [...rows].sort((a, b) => {
        const [left, right] = [value(a), value(b)];
        if (left === null || right === null) {
            return Number(left === null) - Number(right === null);
        }
        return direction * (typeof left === "string" ? left.localeCompare(String(right)) : left - Number(right));
    });
}
