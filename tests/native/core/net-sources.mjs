// Prints the sources of the socket that this system has beside the portable ones, for the head of a test.
const folder = 'native/src/net'
console.log(
  process.platform === 'linux'
    ? `${folder}/target_linux/batched_path.cc ${folder}/target_linux/waker.cc`
    : `${folder}/no_batched_path.cc ${folder}/target_posix/waker.cc`,
)
