// Renders the guide's examples for frameworks on the server: `node frontends.mjs next|vue SOURCE OUT`.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { renderToStaticMarkup } from "react-dom/server";
import ts from "typescript";
import { Suspense, createSSRApp, h } from "vue";
import { compileScript, parse } from "vue/compiler-sfc";
import { renderToString } from "vue/server-renderer";

const [framework, source, out] = process.argv.slice(2);
const text = readFileSync(source, "utf8");

/** The example as a module beside what it imports. */
async function load(code, name) {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { jsx: ts.JsxEmit.ReactJSX, module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  const file = join(out, `${name}.mjs`);
  writeFileSync(file, outputText);
  return (await import(pathToFileURL(file))).default;
}

if (framework === "next") {
  const Page = await load(text, "next");
  const ask = async (...path) => Page({ params: Promise.resolve({ path }) });
  console.log(renderToStaticMarkup(await ask("articles", "workshop", "six-queries")));
  await ask("nowhere").then(
    () => console.log("rendered"),
    (reason) => console.log(reason.message),
  );
} else {
  const { descriptor } = parse(text);
  const { content } = compileScript(descriptor, { id: "list", inlineTemplate: true, templateOptions: { ssr: true, ssrCssVars: [] } });
  const List = await load(content, "vue");
  console.log(await renderToString(createSSRApp({ render: () => h(Suspense, null, { default: () => h(List, { topic: "databases" }) }) })));
}
