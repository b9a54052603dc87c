// A pane: heading, what it shows right now, its counts, and the switch to its text twin.
import type { ComponentChildren } from 'preact';

interface Props {
  id: string;
  title: string;
  subtitle?: ComponentChildren;
  aside?: ComponentChildren;
  tools?: ComponentChildren;
  children: ComponentChildren;
  bodyClass?: string;
  hidden?: boolean;
  /** Another pane has the place that they share. */
  isTucked?: boolean;
  /** Its place in an arrangement. */
  slot?: string | null;
  /** Its heading is a button. */
  onTitle?: (() => void) | undefined;
}

export function Pane({
  id,
  title,
  subtitle,
  aside,
  tools,
  children,
  bodyClass = '',
  hidden = false,
  isTucked = false,
  slot = null,
  onTitle,
}: Props) {
  return (
    <section
      class={`pane pane-${id}`}
      id={`pane-${id}`}
      aria-labelledby={`title-${id}`}
      data-pane
      data-slot={slot ?? undefined}
      data-tucked={isTucked ? '' : undefined}
      tabIndex={-1}
      hidden={hidden}
    >
      <header class="pane-head">
        <h2 id={`title-${id}`} title={title}>
          {onTitle ? (
            <button type="button" class="to-front" onClick={onTitle}>
              {title}
            </button>
          ) : (
            title
          )}
        </h2>
        {subtitle !== undefined && <span class="pane-sub">{subtitle}</span>}
        <span class="pane-aside">{aside}</span>
        {tools}
      </header>
      <div class={`pane-body ${bodyClass}`}>{children}</div>
    </section>
  );
}

export function IconButton(props: { label: string; pressed?: boolean; onClick(): void; class?: string; children: ComponentChildren }) {
  return (
    <button
      type="button"
      class={`icon ${props.class ?? ''}`}
      aria-label={props.label}
      title={props.label}
      {...(props.pressed === undefined ? {} : { 'aria-pressed': props.pressed })}
      onClick={props.onClick}
    >
      {props.children}
    </button>
  );
}

export function PidBadge({ pid, comm }: { pid: number; comm?: string }) {
  return (
    <span class={`pid pid-${((pid - 1) % 6) + 1}`}>
      pid {pid}
      {comm ? ` ${comm}` : ''}
    </span>
  );
}
