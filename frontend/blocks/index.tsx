/**
 * The blocks of a body. One component for each, in one module for each family.
 *
 * The switch is exhaustive: a block that is new in the schema stops the compiler here until it is rendered. At run time a block
 * of a newer server is passed over.
 */
import type { Block, InnerBlock } from "masthead-client";

import { source } from "@/content/source";

import { Code, Facts, Table } from "./data";
import { Definitions, Faq, Steps } from "./guides";
import { Button, Download, Teaser } from "./links";
import { Audio, Embed, Gallery, Image, Video } from "./media";
import { Callout, Heading, Paragraph, PullQuote } from "./text";

export function Blocks({ blocks, locale }: { blocks: readonly (Block | InnerBlock)[]; locale: string }) {
  return blocks.map((block) => (
    <div key={block.id} className={`block block-${block.type}${width(block)}`} {...source(block)}>
      <Content block={block} locale={locale} />
    </div>
  ));
}

/** Pictures say themselves how wide they want to be. */
function width(block: Block | InnerBlock): string {
  return block.type === "image" ? ` width-${block.value.width}` : "";
}

function Content({ block, locale }: { block: Block | InnerBlock; locale: string }) {
  switch (block.type) {
    case "paragraph":
      return <Paragraph value={block.value} />;
    case "heading":
      return <Heading value={block.value} />;
    case "pull_quote":
      return <PullQuote value={block.value} />;
    case "callout":
      return <Callout value={block.value} locale={locale} />;
    case "divider":
      return <hr />;
    case "image":
      return <Image value={block.value} />;
    case "gallery":
      return <Gallery value={block.value} locale={locale} />;
    case "embed":
      return <Embed value={block.value} locale={locale} />;
    case "audio":
      return <Audio value={block.value} locale={locale} />;
    case "video":
      return <Video value={block.value} locale={locale} />;
    case "code":
      return <Code value={block.value} locale={locale} />;
    case "table":
      return <Table value={block.value} locale={locale} />;
    case "fact_list":
      return <Facts value={block.value} />;
    case "definition_list":
      return <Definitions value={block.value} />;
    case "step_list":
      return <Steps value={block.value} />;
    case "faq":
      return <Faq value={block.value} />;
    case "teaser":
      return <Teaser value={block.value} locale={locale} />;
    case "button":
      return <Button value={block.value} />;
    case "download":
      return <Download value={block.value} locale={locale} />;
    case "reusable":
      return <Blocks blocks={block.value.blocks} locale={locale} />;
    default:
      return unknown(block);
  }
}

function unknown(_block: never): null {
  return null;
}
