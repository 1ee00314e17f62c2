import { Badge } from '../../ui/badge.tsx';
import { Time } from '../../ui/time.tsx';
import { moveByArrow } from './arrow-keys.ts';
import { NodeLink } from './node-link.tsx';
import { keyOf, MAX_FAILING, type Upstream } from './upstream-question.ts';
import { count, distanceWords, sourceWords } from './upstream-words.ts';
import './way-up.css';
import { Arrow, Level } from './way-up-level.tsx';
import { toWayUpLevels, type WayUpSource } from './way-up-levels.ts';

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
              more={moreSources === 0 ? null : `and ${count(moreSources, 'more source', 'more sources')}`}
            >
              {sources.map((source) => (
                <DrawnSource key={keyOf(source.node)} source={source} />
              ))}
            </Level>
            <Arrow />
          </>
        )}
        {broken.length === 0 ? null : (
          <>
            <Level
              title={broken.length === 1 ? 'Broken' : 'Broken, nearest first'}
              more={moreBroken === 0 ? null : `and ${isCut ? 'at least ' : ''}${moreBroken} more broken`}
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

function DrawnSource({ source }: { readonly source: WayUpSource }) {
  const { words, tone } = sourceWords(source);
  return (
    <li class={`way-node edge-${source.isBroken ? 'bad' : tone}`}>
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
}
