import localFont from "next/font/local";

/* Next reads these calls when it compiles: everything in them has to be a literal. */

const sans = localFont({
  src: "../node_modules/@fontsource-variable/mona-sans/files/mona-sans-latin-wdth-normal.woff2",
  weight: "200 900",
  variable: "--font-sans",
  declarations: [
    { prop: "font-stretch", value: "75% 125%" },
    { prop: "unicode-range", value: "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215, U+FEFF, U+FFFD" },
  ],
});

const sansFurther = localFont({
  src: "../node_modules/@fontsource-variable/mona-sans/files/mona-sans-latin-ext-wdth-normal.woff2",
  weight: "200 900",
  variable: "--font-sans-further",
  preload: false,
  adjustFontFallback: false,
  declarations: [
    { prop: "font-stretch", value: "75% 125%" },
    { prop: "unicode-range", value: "U+0100-02BA, U+02BD-02C5, U+02C7-02CC, U+02CE-02D7, U+02DD-02FF, U+1E00-1E9F, U+1EF2-1EFF, U+20A0-20AB, U+20AD-20C0, U+2113" },
  ],
});

const sansItalic = localFont({
  src: "../node_modules/@fontsource-variable/mona-sans/files/mona-sans-latin-wght-italic.woff2",
  weight: "200 900",
  style: "italic",
  variable: "--font-sans-italic",
  preload: false,
  adjustFontFallback: false,
});

const mono = localFont({
  src: "../node_modules/@fontsource-variable/sometype-mono/files/sometype-mono-latin-wght-normal.woff2",
  weight: "400 700",
  variable: "--font-mono",
  adjustFontFallback: false,
});

/** The classes that give the fonts their names in the style sheets. */
export const fonts = [sans, sansFurther, sansItalic, mono].map((font) => font.variable).join(" ");
