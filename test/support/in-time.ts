// A limit on how long a case of a suite may take.

/** Rejects when it takes longer; what runs is left to its own end. */
export function inTime<T>(running: Promise<T>, msMax: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error(`not over in ${msMax / 1000} s`));
    const timer = setTimeout(late, msMax);
    running.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
