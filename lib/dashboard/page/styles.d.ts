/** esbuild gathers the style sheets into page.css. */
declare module '*.css';
