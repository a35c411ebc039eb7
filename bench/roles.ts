import { median } from './measure/numbers.ts';
import type { Load } from './submit/load.ts';
import { connections, startSubmitLoad, withPreparedPlace } from './submit/prepared-place.ts';
import { startBenchServer } from './submit/server.ts';

export interface RolesFigures {
  readonly onePerSecond: number;
  readonly apartPerSecond: number;
  /** Median of the rounds' ratios of four processes to one. */
  readonly ratio: number;
}

const rateOf = async (loads: readonly Load[], seconds: number): Promise<number> => {
  const answers = await Promise.all(loads.map((load) => load.run(seconds)));
  return answers.reduce((sum, answer) => sum + answer.latenciesMs.length / answer.seconds, 0);
};

/** Two api and two worker processes against one that does everything, on the same database, in turns. */
export const measureRoles = (databaseUrl: string, rounds = 5, seconds = 4): Promise<RolesFigures> =>
  withPreparedPlace(databaseUrl, 1_280, async (place, sessions) => {
    const one = await startBenchServer(place);
    const apart = [await startBenchServer(place, {}, 'api'), await startBenchServer(place, {}, 'api')];
    const workers = [await startBenchServer(place, {}, 'worker'), await startBenchServer(place, {}, 'worker')];
    const share = sessions.length / 4;
    const oneLoad = await startSubmitLoad(one.port, sessions.slice(0, 2 * share));
    const apartLoads = await Promise.all(
      apart.map(({ port }, index) =>
        startSubmitLoad(port, sessions.slice((2 + index) * share, (3 + index) * share), connections / 2),
      ),
    );
    const figures: { one: number; apart: number }[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const isReversed = round % 2 === 1;
      const first = await rateOf(isReversed ? apartLoads : [oneLoad], seconds);
      const second = await rateOf(isReversed ? [oneLoad] : apartLoads, seconds);
      // The first round warms up.
      if (round > 0) figures.push(isReversed ? { one: second, apart: first } : { one: first, apart: second });
    }
    for (const load of [oneLoad, ...apartLoads]) load.close();
    for (const server of [...workers, ...apart, one]) await server.stop();
    return {
      onePerSecond: median(figures.map((figure) => figure.one)),
      apartPerSecond: median(figures.map((figure) => figure.apart)),
      ratio: median(figures.map((figure) => figure.apart / figure.one)),
    };
  });
