import { FrontierCurve } from '../charts/FrontierCurve';
import { frontierQuery, type Model } from './model';

/** The whole curve of coverage against new points or yuan. */
export function FrontierPanel({ model }: { model: Model }) {
  return <FrontierCurve of={{ curve: model.curve, frontier: model.frontier, asked: () => frontierQuery(model) }} />;
}
