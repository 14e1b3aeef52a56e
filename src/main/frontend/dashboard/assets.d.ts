/** What esbuild makes of an imported style sheet: a file beside the script, and nothing to import. */
declare module "*.css";
