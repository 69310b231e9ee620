import type { BlockOf, BlockType } from "masthead-client";

/** What the component of a block is given. */
export interface Props<T extends BlockType> {
  value: BlockOf<T>["value"];
}

/** The same for a block with words of the layout. */
export interface SpokenProps<T extends BlockType> extends Props<T> {
  locale: string;
}
