// Leaves @grpc/proto-loader and protobufjs out: grpc-js loads them only for its own channelz and
// ORCA services, which a client that makes one call never starts, and then from .proto files that
// a single executable does not carry.
import type {Plugin} from 'esbuild';

const users = /@grpc[\\/]grpc-js[\\/]build[\\/]src[\\/](channelz|orca)\.js$/;
const stub =
  "exports.loadSync = () => { throw new Error('@grpc/proto-loader is not in the bundle'); };";

export function grpcWithoutSchemas(): Plugin {
  return {
    name: 'grpc-without-schemas',
    setup(build) {
      build.onResolve({filter: /^@grpc\/proto-loader$/}, ({importer}) => {
        if (!users.test(importer)) {
          throw new Error(`${importer} wants @grpc/proto-loader, which the bundle leaves out`);
        }
        return {path: 'proto-loader', namespace: 'left-out'};
      });
      build.onLoad({filter: /.*/, namespace: 'left-out'}, () => ({contents: stub, loader: 'js'}));
    },
  };
}
