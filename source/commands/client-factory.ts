// Gateway clients for one endpoint at a time, made from a command's settings.
import type {Endpoint} from '../config/settings.ts';
import {createGatewayClient, type GatewayClient} from '../io/gateway-client.ts';
import type {CommandContext} from './command-context.ts';

export function createClientFactory(
  context: Pick<CommandContext, 'settings' | 'tls' | 'debug'>,
): (endpoint: Endpoint) => GatewayClient {
  const {settings, tls, debug} = context;
  return endpoint =>
    createGatewayClient({
      endpoint,
      tls,
      dialTimeoutMs: settings.dialTimeoutMs.value,
      commandTimeoutMs: settings.commandTimeoutMs.value,
      ...(debug && {debug}),
    });
}
