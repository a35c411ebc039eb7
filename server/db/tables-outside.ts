/**
 * The tables without row-level security, each with its reason. Every other table has it forced; a test compares. Two more
 * belong to the migrator, and those of the job queue lie in a schema of their own, to which the application has no right.
 */
export const tablesOutside = {
  credential: 'It is searched by the hash of what a stranger presents, before any organization is known.',
  sealing_key: 'It names the master keys of the installation and holds nothing of an organization.',
  server_key: 'It holds the key pairs of the installation, sealed, and nothing of an organization.',
} as const;
