import { Picture } from "@/components/picture";
import { RichText } from "@/components/rich-text";

import type { Props } from "./value";

export function Steps({ value }: Props<"step_list">) {
  return (
    <section className="steps">
      {value.title && <h3 className="block-title">{value.title}</h3>}
      <ol role="list">
        {value.steps.map((step, index) => (
          <li key={index}>
            {step.title && <p className="step-title">{step.title}</p>}
            <RichText html={step.html} />
            {step.picture && <Picture image={step.picture} />}
          </li>
        ))}
      </ol>
    </section>
  );
}

export function Faq({ value }: Props<"faq">) {
  return (
    <section className="faq">
      {value.title && <h3 className="block-title">{value.title}</h3>}
      {value.items.map((item, index) => (
        <details key={index}>
          <summary>{item.question}</summary>
          <RichText html={item.answer} />
        </details>
      ))}
    </section>
  );
}

export function Definitions({ value }: Props<"definition_list">) {
  return (
    <section className="definitions">
      {value.title && <h3 className="block-title">{value.title}</h3>}
      <dl>
        {value.items.map((item, index) => (
          <div key={index}>
            <dt>
              <a className="term" href={item.term.url}>
                {item.term.name}
              </a>
              {item.term.also_known_as.length > 0 && <span className="quiet">{item.term.also_known_as.join(", ")}</span>}
            </dt>
            <dd>
              <RichText html={item.definition} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
