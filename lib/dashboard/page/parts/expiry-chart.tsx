import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { ExpiryDay } from '../../../query/resources';
import { DAY, day as dayText } from '../text/time';
import { count, numberText } from '../text/words';

const DAYS = 90;
const HEIGHT = 270;
/** Where the lines stand: the scale is that of square roots, so that a day of one certificate shows beside a day of hundreds. */
const LINES = [1, 5, 10, 20, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 50_000];

/** How many certificates end on each of the next 90 days. A picture: the same stands in the list beside it. */
export function ExpiryChart({ days, from }: { readonly days: readonly ExpiryDay[]; readonly from: number }) {
  const place = useRef<HTMLDivElement>(null);
  const tip = useRef<HTMLParagraphElement>(null);
  const key = JSON.stringify([days, utcDay(from)]);
  useEffect(() => {
    if (place.current === null) return;
    const holder = place.current;
    const plot = draw(holder, tip.current, days, utcDay(from));
    const sized = new ResizeObserver(() => plot.setSize({ width: holder.clientWidth, height: HEIGHT }));
    sized.observe(holder);
    const redraw = (): void => plot.redraw(false);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', redraw);
    const themed = new MutationObserver(redraw);
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      sized.disconnect();
      themed.disconnect();
      scheme.removeEventListener('change', redraw);
      plot.destroy();
    };
  }, [key]);
  return (
    <div class="chart">
      <div ref={place} aria-hidden="true" />
      <p ref={tip} class="tip muted" aria-hidden="true" />
    </div>
  );
}

/** Without the year: 90 days are less than one. */
const dayOf = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

const utcDay = (at: number): number => Math.floor(at / DAY) * DAY;

/** A colour of the style sheet, as it is now: a canvas knows no custom properties. */
function colour(name: string): string {
  const probe = document.createElement('i');
  probe.className = `ink-${name}`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

function draw(place: HTMLElement, tip: HTMLElement | null, days: readonly ExpiryDay[], start: number): uPlot {
  const byDay = new Map(days.map((one) => [Date.parse(one.day), one]));
  const times = Array.from({ length: DAYS }, (_, n) => start + n * DAY);
  const policyHosts = times.map((at) => byDay.get(at)?.policyHosts ?? 0);
  const all = times.map((at, n) => (byDay.get(at)?.mxHosts ?? 0) + (policyHosts[n] ?? 0));
  const most = Math.max(5, ...all) * 1.05;
  const bars = uPlot.paths.bars?.({ size: [0.72, 14], radius: [0.25, 0] });
  const series = (name: string): uPlot.Series => ({
    fill: () => colour(name),
    width: 0,
    points: { show: false },
    ...(bars && { paths: bars }),
  });
  const axis = { stroke: () => colour('muted'), font: '11px system-ui, sans-serif', ticks: { show: false } };
  const options: uPlot.Options = {
    width: place.clientWidth,
    height: HEIGHT,
    ms: 1,
    padding: [8, 26, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    scales: {
      x: { time: true, range: () => [start - DAY, start + DAYS * DAY] },
      y: { distr: 100, fwd: Math.sqrt, bwd: (root) => root * root, range: () => [0, most] },
    },
    series: [{}, series('mx'), series('policy')],
    axes: [
      { ...axis, grid: { show: false }, values: (_plot, splits) => splits.map((at) => dayOf.format(at)), space: 64 },
      {
        ...axis,
        grid: { stroke: () => colour('line'), width: 1 },
        size: 36,
        splits: () => LINES.filter((line) => line <= most),
        values: (_plot, splits) => splits.map((line) => numberText(line)),
      },
    ],
    hooks: {
      setCursor: [
        ({ cursor: { idx } }) => {
          if (tip === null) return;
          const at = idx === null || idx === undefined ? undefined : times[idx];
          const found = at === undefined ? undefined : byDay.get(at);
          tip.textContent =
            at === undefined
              ? ''
              : found === undefined
                ? `${dayText(at)}: none`
                : `${dayText(at)}: ${count(found.mxHosts, 'MX host')}, ${count(found.policyHosts, 'policy host')}`;
        },
      ],
    },
  };
  return new uPlot(options, [times, all, policyHosts], place);
}
