import type { Viewport } from "next";
import type { ReactNode } from "react";

import { Breaking } from "@/components/breaking";
import { DraftBar } from "@/components/draft-bar";
import { Colophon, Masthead } from "@/components/masthead";
import { NOTHING, locales } from "@/content/building";
import { currentDraft } from "@/content/draft";
import { ask } from "@/content/reading";
import { words } from "@/content/words";
import { fonts } from "@/styles/fonts";

import "@/styles/index.css";

export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

const RIGHT_TO_LEFT = ["ar", "fa", "he"];

export async function generateStaticParams(): Promise<{ locale: string }[]> {
  return (await locales()).map((locale) => ({ locale }));
}

export default async function Layout({ children, params }: { children: ReactNode; params: Promise<{ locale: string }> }) {
  const { locale } = await params;
  const direction = RIGHT_TO_LEFT.includes(locale) ? "rtl" : "ltr";
  if (locale === NOTHING) {
    return (
      <html lang="en">
        <body>{children}</body>
      </html>
    );
  }
  const [site, draft] = await Promise.all([ask("site", locale), currentDraft()]);
  return (
    <html lang={locale} dir={direction} className={fonts} style={{ "--brand": site.accent || undefined }}>
      <body>
        <link rel="icon" href={site.mark?.src ?? "data:,"} />
        <a className="skip" href="#content">
          {words(locale).skip}
        </a>
        {draft && <DraftBar draft={draft} locale={locale} />}
        {site.breaking && <Breaking news={site.breaking} />}
        <Masthead site={site} locale={locale} />
        <main id="content" tabIndex={-1}>
          {children}
        </main>
        <Colophon site={site} locale={locale} />
      </body>
    </html>
  );
}
