import type { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten';

/** A function of the host, called from inside; what the caller leaves out is `undefined` there. */
export type HostFunctions = Readonly<
  Record<
    string,
    (
      first: QuickJSHandle,
      second: QuickJSHandle,
      third: QuickJSHandle,
      fourth: QuickJSHandle,
      fifth: QuickJSHandle,
    ) => void
  >
>;

/** An object inside the machine whose members call the host. */
export const createHost = (vm: QuickJSContext, functions: HostFunctions): QuickJSHandle => {
  const host = vm.newObject();
  for (const [name, run] of Object.entries(functions)) {
    const member = vm.newFunction(name, (...given) => {
      const at = (index: number): QuickJSHandle => given[index] ?? vm.undefined;
      run(at(0), at(1), at(2), at(3), at(4));
    });
    vm.setProp(host, name, member);
    member.dispose();
  }
  return host;
};

/** Calls a member that gives nothing back. The parameters are disposed of. */
export const callMember = (
  vm: QuickJSContext,
  object: QuickJSHandle,
  name: string,
  parameters: readonly QuickJSHandle[],
  onError: (message: string) => void,
): void => {
  const called = vm.getProp(object, name).consume((member) => vm.callFunction(member, object, ...parameters));
  for (const parameter of parameters) parameter.dispose();
  if (called.error !== undefined) onError(messageOf(vm, called.error));
  else called.value.dispose();
};

/** What an error says; it is disposed of. A machine without memory left cannot make an error, and throws null. */
export const messageOf = (vm: QuickJSContext, error: QuickJSHandle): string => {
  const dumped: unknown = error.consume((handle) => vm.dump(handle));
  if (dumped === null) return 'InternalError: out of memory';
  if (typeof dumped === 'object' && 'message' in dumped && 'name' in dumped) return `${dumped.name}: ${dumped.message}`;
  return String(dumped);
};
