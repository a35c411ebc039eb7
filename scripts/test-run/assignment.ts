/** What a test process is given to do. */
export interface Assignment {
  /** Absolute paths. */
  readonly files: readonly string[];
  /** Which of the processes that share the list it is. */
  readonly lane: string;
  /** A folder in which processes mark the files they took, so that several share one list. */
  readonly claims: string;
  /** A file that takes longer fails. */
  readonly fileTimeoutMs: number;
}

const variable = 'GATEHOUSE_TEST_ASSIGNMENT';

/** Variables of a process's environment that hand it over. */
export const writeAssignment = (assignment: Assignment): NodeJS.ProcessEnv => ({
  [variable]: JSON.stringify(assignment),
});

/** Takes it out again: programs that tests start are not test processes. */
export const readAssignment = (environment: NodeJS.ProcessEnv): Assignment => {
  const written = environment[variable];
  if (written === undefined) throw new Error(`A test process needs ${variable}.`);
  delete environment[variable];
  return JSON.parse(written);
};
