"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Renders the page anew when the draft has changed, without a reload. */
export function Refresher() {
  const router = useRouter();
  useEffect(() => {
    const refresh = (event: Event) => {
      event.preventDefault();
      router.refresh();
    };
    addEventListener("masthead:refresh", refresh);
    return () => removeEventListener("masthead:refresh", refresh);
  }, [router]);
  return null;
}
