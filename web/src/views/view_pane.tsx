// The frame around each of the views: drawing or text twin, enlarged or not.
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { GrowIcon } from '../widgets/icons';
import { IconButton, Pane } from '../widgets/pane';
import { type TextName, useView, type ViewName } from './context';
import { asText, bringToFront, enlarged, isSmall, preset, slotOf } from './stage';

const kLowers = ['rmap', 'tree', 'limits', 'swap', 'lists', 'life', 'pressure'] as const;
type Lower = (typeof kLowers)[number];
const isLower = (name: ViewName): name is Lower => (kLowers as readonly ViewName[]).includes(name);

/** Which of the views that share a place in the middle is seen, where there is no room for both. */
export const lower = signal<Lower>('rmap');

/** How large a view is drawn: grown for a projector, and again where it has the page for itself. */
export function useScale(name: ViewName): number {
  return useView().scale.value * (enlarged.value === name ? 1.4 : 1);
}

interface Props {
  name: ViewName;
  subtitle?: ComponentChildren;
  aside?: ComponentChildren;
  tools?: ComponentChildren;
  bodyClass?: string;
  /** Texts of the engine that tell what is drawn; the view's own, when there is no other. */
  twins?: readonly TextName[] | undefined;
  /** Of the text what is asked for, as in the drawing: so the tools stay with it. */
  shorten?: (text: string) => string;
  children: ComponentChildren;
}

export function ViewPane({ name, subtitle, aside, tools, bodyClass, twins = [name], shorten, children }: Props) {
  const { t } = useView();
  const title = t.value(`pane.${name}`);
  const text = asText.value.has(name);
  const isEnlarged = enlarged.value === name;
  const toggleText = () => {
    const next = new Set(asText.value);
    if (!next.delete(name)) next.add(name);
    asText.value = next;
  };
  const buttons = (
    <span class="pane-tools">
      {(!text || name === 'tree' || shorten) && tools}
      {preset.value === 'explore' && isLower(name) && <LowerSwitch />}
      <IconButton label={t.value('pane.textLabel', { pane: title })} pressed={text} onClick={toggleText} class="text-toggle">
        {t.value('pane.text')}
      </IconButton>
      <IconButton
        label={isEnlarged ? t.value('pane.shrink') : t.value('pane.grow', { pane: title })}
        pressed={isEnlarged}
        class="grow"
        onClick={() => {
          enlarged.value = isEnlarged ? null : name;
        }}
      >
        <GrowIcon isGrown={isEnlarged} />
      </IconButton>
    </span>
  );
  return (
    <Pane
      id={name}
      slot={slotOf(name)}
      isTucked={isLower(name) && lower.value !== name}
      onTitle={isSmall(name) ? () => bringToFront(name) : undefined}
      title={title}
      subtitle={subtitle}
      aside={aside}
      tools={buttons}
      bodyClass={text ? 'as-text' : (bodyClass ?? '')}
    >
      {text ? <TextTwin names={twins.join(' ')} shorten={shorten} label={t.value('pane.textLabel', { pane: title })} /> : children}
    </Pane>
  );
}

interface TwinProps {
  names: string;
  label: string;
  shorten: ((text: string) => string) | undefined;
}

function TextTwin({ names, label, shorten }: TwinProps) {
  const view = useView();
  const [text, setText] = useState('');
  const moment = view.moment.value;
  const focus = view.focus.value;
  useEffect(() => {
    let current = true;
    const wanted = names.split(' ') as TextName[];
    void Promise.all(wanted.map((name) => view.textOf(name))).then((answers) => current && setText(answers.join('\n')));
    return () => {
      current = false;
    };
  }, [moment, focus, names]);
  return (
    <pre class="twin" tabIndex={0} aria-label={label}>
      {shorten ? shorten(text) : text}
    </pre>
  );
}

/** Keys whose change makes one of them worth a look. */
const kOwnKinds = { rmap: ['av:', 'avc:'], tree: ['node:'], limits: [], swap: ['slot:'], lists: [], life: [], pressure: [] } as const;

function LowerSwitch() {
  const { t, moment } = useView();
  const changed = [...(moment.value?.change.keys ?? [])];
  return (
    <span class="switch lower-switch" role="group" aria-label={t.value('lower.label')}>
      {kLowers.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={lower.value === one}
          class={lower.value !== one && changed.some((key) => kOwnKinds[one].some((kind) => key.startsWith(kind))) ? 'fresh' : ''}
          onClick={() => {
            lower.value = one;
            // The pane with this button gives its place to another, which has the same buttons.
            requestAnimationFrame(() => document.querySelector<HTMLElement>(`#pane-${one} .lower-switch [aria-pressed=true]`)?.focus());
          }}
        >
          {t.value(`tab.${one}`)}
        </button>
      ))}
    </span>
  );
}
