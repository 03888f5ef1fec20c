// Whether two JSON values are the same: the order of fields means nothing, null is a value.
import {isJsonObject} from '../etcd/json-object.ts';

export function isJsonEqual(left: unknown, right: unknown): boolean {
  if (left === right) {
    return true;
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, at) => isJsonEqual(item, right[at]));
  }
  if (!isJsonObject(left) || !isJsonObject(right)) {
    return false;
  }
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every(name => Object.hasOwn(right, name) && isJsonEqual(left[name], right[name]))
  );
}
