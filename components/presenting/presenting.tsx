'use client';
import dynamic from 'next/dynamic';
import { usePresenter } from '../data/presenter.ts';

const PresenterStage = dynamic(async () => (await import('./presenter-stage.tsx')).PresenterStage, {
  ssr: false,
});
const FollowBar = dynamic(async () => (await import('./follow-bar.tsx')).FollowBar, { ssr: false });

/** Presenting, or following somebody who presents; loaded after the page. */
export function Presenting() {
  const { isOn } = usePresenter();
  return isOn ? <PresenterStage /> : <FollowBar />;
}
