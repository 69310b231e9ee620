import "react";

declare module "react" {
  interface CSSProperties {
    /** The publication's own colour. */
    "--brand"?: string | undefined;
  }
}
