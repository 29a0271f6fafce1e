{
  # net.node: UDP in batches, with the calls of each system; and, where the system has POSIX sockets, the
  # bare loop that `palabre bench forward` holds the media worker against.
  "targets": [
    {
      "target_name": "net",
      "sources": [
        "../src/core/heap.cc",
        "../src/core/thread_info.cc",
        "../src/napi/net_addon.cc",
        "../src/net/address_table.cc",
        "../src/net/endpoint.cc",
        "../src/net/patience.cc",
        "../src/net/portable_path.cc",
        "../src/net/udp_socket.cc",
        "../src/net/wake_registry.cc",
      ],
      "conditions": [
        ["OS=='win'", {
          "sources": [
            "../src/net/no_batched_path.cc",
            "../src/net/target_win/socket_calls.cc",
            "../src/net/target_win/waker.cc",
          ],
          "libraries": ["-lws2_32.lib"],
        }],
        ["OS=='linux'", {
          "sources": [
            "../src/net/target_linux/batched_path.cc",
            "../src/net/target_linux/waker.cc",
            "../src/net/target_posix/socket_calls.cc",
          ],
        }],
        ["OS!='linux' and OS!='win'", {
          "sources": [
            "../src/net/no_batched_path.cc",
            "../src/net/target_posix/socket_calls.cc",
            "../src/net/target_posix/waker.cc",
          ],
        }],
      ],
    },
  ],
  "conditions": [
    ["OS!='win'", {
      "targets": [
        {
          "target_name": "forward_baseline",
          "type": "executable",
          "sources": ["../src/bench/forward_baseline.c"],
        },
      ],
    }],
  ],
}
