"use client";

import { useEffect, useState } from "react";

/** Puts a text on the clipboard. Without a script it is not there. */
export function CopyButton({ text, label, done }: { text: string; label: string; done: string }) {
  const [usable, setUsable] = useState(false);
  const [copied, setCopied] = useState(false);
  useEffect(() => setUsable("clipboard" in navigator), []);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  if (!usable) return null;
  return (
    <button type="button" className="copy" onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}>
      <span aria-live="polite">{copied ? done : label}</span>
    </button>
  );
}
