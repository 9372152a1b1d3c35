// The introduction: what the page demonstrates, what can be done to see it, and where more is said.
import { guides, type GuideName } from '../guide-names.ts';
import { ProjectorSlider } from './projector-slider.tsx';

export function Introduction({ isLive }: { readonly isLive: boolean }) {
  return (
    <section className="card introduction" aria-label="What this page shows">
      <p>
        A command is confirmed at once; what is read follows a moment later. Make that moment longer: each
        change is still shown at once, and nothing that was shown ever goes back.{' '}
        <span className="links">
          <GuideLink name="storefront" />
          <GuideLink name="consistency" />
        </span>
      </p>
      <ProjectorSlider isLive={isLive} />
    </section>
  );
}

function GuideLink({ name }: { readonly name: GuideName }) {
  return (
    <a href={`?guide=${name}`} target="_blank">
      {guides[name]}
    </a>
  );
}
