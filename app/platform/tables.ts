/**
 * All tables by their full name. Each module declares the row types of the tables it owns in its `tables.ts`;
 * this file only joins them, so that one Kysely type covers the database. A check keeps queries within the owner.
 */
// biome-ignore lint/suspicious/noEmptyInterface: modules add to it by declaration merging in their tables.ts
export interface Tables {}
