/** A statement as it is sent: what prepares it, if it is not prepared yet, and the name to execute. */
export interface PreparedStatement {
  readonly name: string;
  readonly text: string;
  isConfirmed: boolean;
}

export interface PreparedStatements {
  /** The statement with this text under this role, prepared or about to be. */
  get(role: string, text: string): PreparedStatement;
  /** The database can no longer run it as it was prepared: it is prepared anew when it is next asked for. */
  forget(role: string, text: string): void;
  /** Names pushed out by newer ones, to be deallocated; each is given once. */
  takeEvicted(): string[];
}

const keyOf = (role: string, text: string): string => `${role} ${text}`;

/**
 * Statements prepared in SQL, the least recently used dropped beyond the limit. One entry per role, because a plan that
 * row-level security shaped is made anew whenever the role changes. A statement that was prepared stays so even when the
 * message that prepared it failed, therefore only the database's own word confirms or forgets a name.
 */
export const createPreparedStatements = (limit: number): PreparedStatements => {
  const statements = new Map<string, PreparedStatement>();
  let evicted: string[] = [];
  let count = 0;
  const create = (text: string): PreparedStatement => {
    count += 1;
    return { name: `gatehouse_${count}`, text, isConfirmed: false };
  };
  const evictOldest = (): void => {
    const [oldest] = statements;
    if (!oldest) return;
    statements.delete(oldest[0]);
    if (oldest[1].isConfirmed) evicted.push(oldest[1].name);
  };
  return {
    get: (role, text) => {
      const key = keyOf(role, text);
      const found = statements.get(key) ?? create(text);
      statements.delete(key);
      statements.set(key, found);
      if (statements.size > limit) evictOldest();
      return found;
    },
    forget: (role, text) => {
      const key = keyOf(role, text);
      const found = statements.get(key);
      if (found?.isConfirmed) evicted.push(found.name);
      statements.delete(key);
    },
    takeEvicted: () => {
      const names = evicted;
      evicted = [];
      return names;
    },
  };
};
