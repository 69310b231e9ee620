import { CopyButton } from "@/components/copy-button";
import { Figure } from "@/components/figure";
import { RichText } from "@/components/rich-text";
import { words } from "@/content/words";
import type { TableCell } from "masthead-client";

import type { Props, SpokenProps } from "./value";

/** The highlighted lines have Pygments' classes, and `hll` where an editor points at them. */
export function Code({ value, locale }: SpokenProps<"code">) {
  const say = words(locale);
  return (
    <figure className="code">
      <figcaption>
        <span className="code-name" translate="no">
          {value.filename || value.language_name}
        </span>
        {value.caption && <span>{value.caption}</span>}
        <CopyButton text={value.code} label={say.copy} done={say.copied} />
      </figcaption>
      <pre className={value.line_numbers ? "numbered" : undefined} dir="ltr" translate="no" tabIndex={0}>
        <code dangerouslySetInnerHTML={{ __html: value.html }} />
      </pre>
    </figure>
  );
}

export function Table({ value, locale }: SpokenProps<"table">) {
  const headed = value.columns.some((column) => column.heading);
  return (
    <Figure className="table" caption={value.source}>
      <div className="table-scroll" tabIndex={0} role="region" aria-label={value.caption || words(locale).table}>
        <table>
          {value.caption && <caption>{value.caption}</caption>}
          {headed && (
            <thead>
              <tr>
                {value.columns.map((column, index) => (
                  <th key={index} scope="col" className={`cell-${column.type}`}>
                    {column.heading}
                  </th>
                ))}
              </tr>
            </thead>
          )}
          <tbody>
            {value.rows.map((row, number) => (
              <tr key={number}>
                {row.map((cell, index) =>
                  index === 0 && value.row_headings ? (
                    <th key={index} scope="row" className={`cell-${cell.type}`}>
                      <Cell cell={cell} locale={locale} />
                    </th>
                  ) : (
                    <td key={index} className={`cell-${cell.type}`}>
                      <Cell cell={cell} locale={locale} />
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Figure>
  );
}

function Cell({ cell, locale }: { cell: TableCell; locale: string }) {
  switch (cell.type) {
    case "text":
      return cell.text;
    case "number": {
      const digits = { minimumFractionDigits: cell.decimals, maximumFractionDigits: cell.decimals };
      return cell.number === null ? null : new Intl.NumberFormat(locale, digits).format(cell.number);
    }
    case "rich_text":
      return <RichText html={cell.html} />;
    case "page":
      return cell.page && <a href={cell.page.url}>{cell.page.title}</a>;
    default:
      return unknown(cell);
  }
}

function unknown(_cell: never): null {
  return null;
}

export function Facts({ value }: Props<"fact_list">) {
  return (
    <section className="facts">
      {value.heading && <h3 className="block-title">{value.heading}</h3>}
      <dl>
        {value.facts.map((fact, index) => (
          <div key={index}>
            <dt>{fact.label}</dt>
            <dd>
              <span className="fact-value">{fact.value}</span>
              {fact.note && <span className="fact-note">{fact.note}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

