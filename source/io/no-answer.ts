// Why a connection gave no answer: the code that programs and search engines know, a line for people,
// and the TLS alert where the server sent one.
import type {NoAnswer} from '../tls/observations.ts';
import {failureOfError} from './network-failure.ts';

export function describeNoAnswer(error: unknown): NoAnswer {
  const chain = causes(error);
  const code = chain.map(codeOf).find(found => found !== undefined);
  // OpenSSL: "...:SSL alert number 42:" stands in the message of all releases of Node.
  const alert = chain
    .map(({message}) => /SSL alert number (\d+)/.exec(message)?.[1])
    .find(found => found !== undefined);
  const failure = failureOfError(error);
  return {
    code: code ?? (failure.kind === 'timeout' ? 'NO_ANSWER_IN_TIME' : 'NO_ANSWER'),
    message: failure.message,
    ...(alert !== undefined && {alert: Number(alert)}),
  };
}

function causes(error: unknown): readonly Error[] {
  const found: Error[] = [];
  let current = error;
  while (current instanceof Error && found.length < 8) {
    found.push(current);
    current = current instanceof AggregateError ? current.errors[0] : current.cause;
  }
  return found;
}

function codeOf(error: Error): string | undefined {
  const {code} = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : undefined;
}
