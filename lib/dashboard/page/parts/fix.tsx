import type { FixStepResource } from '../../../query/resources';
import { CopyButton } from './copy';
import { Foreign } from './text';

type Form = NonNullable<FixStepResource['publish']>['form'];

/** What the button beside a text says. */
const COPY: Readonly<Record<Form, string>> = {
  record: 'Copy the record',
  policy: 'Copy the policy',
  'policy-lines': 'Copy the lines of the policy',
  header: 'Copy the header',
  url: 'Copy the address',
  path: 'Copy the path',
  command: 'Copy the command',
};

/** What to do, step by step. What a step publishes is copied alone and as it stands; words are not copied. */
export function Fix({
  steps,
  heading: Heading = 'h4',
}: {
  readonly steps: readonly FixStepResource[];
  /** By its place on the page. */ readonly heading?: 'h2' | 'h4';
}) {
  return (
    <div class="fix">
      <Heading class="heading">How to fix it</Heading>
      <Steps steps={steps} />
    </div>
  );
}

/** The steps alone, numbered if there are several. */
export function Steps({ steps }: { readonly steps: readonly FixStepResource[] }) {
  const [only] = steps;
  if (only === undefined) return null;
  return steps.length === 1 ? (
    <Step step={only} />
  ) : (
    <ol class="steps">
      {steps.map((step, n) => (
        <li key={n}>
          <Step step={step} />
        </li>
      ))}
    </ol>
  );
}

const Step = ({ step: { words, publish } }: { readonly step: FixStepResource }) => (
  <>
    <p>
      <Foreign text={words} />
    </p>
    {publish !== undefined && (
      <div class="to-publish">
        <pre>
          {publish.text.split('\n').map((line, n) => (
            <span key={n}>
              <Foreign text={line} />
              {'\n'}
            </span>
          ))}
        </pre>
        <CopyButton text={publish.text} label={COPY[publish.form]} />
      </div>
    )}
  </>
);
