import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { Badge } from '../../ui/badge.tsx';
import { Time } from '../../ui/time.tsx';
import { moveByArrow } from './arrow-keys.ts';
import { NodeLink } from './node-link.tsx';
import { keyOf, MAX_FAILING, type Upstream } from './upstream-question.ts';
import { count, distanceWords, sourceWords } from './upstream-words.ts';
import './way-up.css';
import { toWayUpLevels } from './way-up-levels.ts';

interface WayUpProps {
  readonly upstream: Upstream;
  /** Of the table whose page this is. */
  readonly name: string;
}

/**
 * The picture of what a table is made of: links in lists, which arrows join from the sources to the table. Each word of the picture is text,
 * so that it is its own alternative.
 */
export function WayUp({ upstream, name }: WayUpProps) {
  const { sources, moreSources, broken, moreBroken } = toWayUpLevels(upstream);
  const isCut = upstream.failing.length >= MAX_FAILING;
  return (
    <figure class="way-up" aria-label={`What ${name} is made of`} onKeyDown={moveByArrow}>
      <div class="way-up-levels">
        {sources.length === 0 ? null : (
          <>
            <Level
              title={upstream.sourceCount === 1 ? 'Source' : 'Sources, stalest first'}
              more={moreSources}
              one="more source"
              several="more sources"
            >
              {sources.map((source) => {
                const { words, tone } = sourceWords(source);
                return (
                  <li key={keyOf(source.node)} class={`way-node edge-${source.isBroken ? 'bad' : tone}`}>
                    <NodeLink node={source.node} isShort />
                    <span class="way-status">
                      <Badge tone={tone}>{words}</Badge>
                      {source.isBroken ? <Badge tone="bad">Broken</Badge> : null}
                      {source.maxLoadedAt === null ? null : (
                        <span class="muted">
                          <Time at={source.maxLoadedAt} />
                        </span>
                      )}
                    </span>
                  </li>
                );
              })}
            </Level>
            <Arrow />
          </>
        )}
        {broken.length === 0 ? null : (
          <>
            <Level
              title={broken.length === 1 ? 'Broken' : 'Broken, nearest first'}
              more={moreBroken}
              one={isCut ? 'more broken, at least' : 'more broken'}
              several={isCut ? 'more broken, at least' : 'more broken'}
            >
              {broken.map(({ node, distance }) => (
                <li key={keyOf(node)} class="way-node edge-bad">
                  <NodeLink node={node} isShort />
                  <span class="way-status">
                    <Badge tone="bad">Broken</Badge>
                    <span class="muted">{distanceWords(distance)}</span>
                  </span>
                </li>
              ))}
            </Level>
            <Arrow />
          </>
        )}
        <div class="way-level way-end">
          <p class="way-title">This table</p>
          <p class="way-node way-self mono">{name}</p>
        </div>
      </div>
      <figcaption class="muted">
        {broken.length === 0
          ? 'Nodes in between are not drawn.'
          : 'Nodes in between that are not broken are not drawn.'}
        {broken.length === 0 || sources.length === 0 ? null : ' Not every source needs to pass a broken one.'}
      </figcaption>
    </figure>
  );
}

interface LevelProps {
  readonly title: string;
  /** How many are not drawn. */
  readonly more: number;
  readonly one: string;
  readonly several: string;
  readonly children: ComponentChildren;
}

function Level({ title, more, one, several, children }: LevelProps) {
  const id = useId();
  return (
    <div class="way-level">
      <p id={id} class="way-title">
        {title}
      </p>
      <ul aria-labelledby={id}>
        {children}
        {more <= 0 ? null : <li class="way-more muted">and {count(more, one, several)}</li>}
      </ul>
    </div>
  );
}

/** From a level to the next. */
function Arrow() {
  return (
    <svg class="way-arrow" viewBox="0 0 40 12" width="40" height="12" aria-hidden="true" focusable="false">
      <path d="M1 6h36M32 1.5L37.5 6 32 10.5" />
    </svg>
  );
}
