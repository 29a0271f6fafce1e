// The cheapest program that forwards: receives one datagram and sends it to N loopback ports, and nothing
// else. `palabre bench forward` divides what the media worker uses by what this uses.
//
//   forward_baseline sendto|sendmmsg PORT...     PORTs: where each datagram goes, on 127.0.0.1
//
// Says {"port":N} once it listens. A datagram of one byte asks for a line with what it did so far, an empty
// one ends it:
//   {"cpuNs":..., "packetsIn":..., "packetsOut":..., "sendFailed":...}
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { SLOT_BYTES = 1200, BUFFER_BYTES = 2 * 1024 * 1024 };

struct totals {
  uint64_t packets_in;
  uint64_t packets_out;
  uint64_t send_failed;
};

static struct sockaddr_in loopback(uint16_t port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

static int open_loopback(void) {
  const int opened = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
  const struct sockaddr_in any_port = loopback(0);
  const int bytes = BUFFER_BYTES;
  if (opened < 0 || bind(opened, (const struct sockaddr *)&any_port, sizeof any_port) != 0) {
    perror("forward_baseline");
    exit(1);
  }
  setsockopt(opened, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
  setsockopt(opened, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
  return opened;
}

static void say_port(int opened) {
  struct sockaddr_in own;
  socklen_t size = sizeof own;
  getsockname(opened, (struct sockaddr *)&own, &size);
  printf("{\"port\":%u}\n", ntohs(own.sin_port));
  fflush(stdout);
}

static void say_totals(const struct totals *totals) {
  struct timespec cpu;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &cpu);
  const long long cpu_ns = (long long)cpu.tv_sec * 1000000000 + cpu.tv_nsec;
  printf("{\"cpuNs\":%lld,\"packetsIn\":%llu,\"packetsOut\":%llu,\"sendFailed\":%llu}\n", cpu_ns,
         (unsigned long long)totals->packets_in, (unsigned long long)totals->packets_out,
         (unsigned long long)totals->send_failed);
  fflush(stdout);
}

static size_t send_one_by_one(int opened, const struct sockaddr_in *to, size_t count, char *bytes,
                              size_t length) {
  size_t sent = 0;
  for (size_t i = 0; i < count; i++) {
    sent += sendto(opened, bytes, length, 0, (const struct sockaddr *)&to[i], sizeof to[i]) >= 0;
  }
  return sent;
}

#ifdef __linux__
static struct mmsghdr *headers;
static struct iovec payload;

static void prepare(struct sockaddr_in *to, size_t count) {
  headers = calloc(count, sizeof *headers);
  for (size_t i = 0; i < count; i++) {
    headers[i].msg_hdr.msg_name = &to[i];
    headers[i].msg_hdr.msg_namelen = sizeof to[i];
    headers[i].msg_hdr.msg_iov = &payload;
    headers[i].msg_hdr.msg_iovlen = 1;
  }
}

static size_t send_together(int opened, size_t count, char *bytes, size_t length) {
  size_t next = 0, sent = 0;
  payload.iov_base = bytes;
  payload.iov_len = length;
  while (next < count) {
    const int done = sendmmsg(opened, headers + next, (unsigned)(count - next), 0);
    sent += done > 0 ? (size_t)done : 0;
    next += done > 0 ? (size_t)done : 1;
  }
  return sent;
}
#else
static void prepare(struct sockaddr_in *to, size_t count) { (void)to, (void)count; }
#endif

static size_t send_all(int together, int opened, struct sockaddr_in *to, size_t count, char *bytes,
                       size_t length) {
#ifdef __linux__
  if (together) return send_together(opened, count, bytes, length);
#endif
  (void)together;
  return send_one_by_one(opened, to, count, bytes, length);
}

int main(int argc, char **argv) {
  if (argc < 3 || (strcmp(argv[1], "sendto") != 0 && strcmp(argv[1], "sendmmsg") != 0)) {
    fprintf(stderr, "usage: forward_baseline sendto|sendmmsg PORT...\n");
    return 2;
  }
  const int together = strcmp(argv[1], "sendmmsg") == 0;
  const size_t count = (size_t)argc - 2;
  struct sockaddr_in *to = calloc(count, sizeof *to);
  for (size_t i = 0; i < count; i++) to[i] = loopback((uint16_t)atoi(argv[i + 2]));
  prepare(to, count);

  const int opened = open_loopback();
  say_port(opened);
  struct totals totals = {0, 0, 0};
  char bytes[SLOT_BYTES];
  for (;;) {
    const ssize_t length = recv(opened, bytes, sizeof bytes, 0);
    if (length == 0) break;
    if (length == 1) say_totals(&totals);
    if (length <= 1) continue;
    const size_t sent = send_all(together, opened, to, count, bytes, (size_t)length);
    totals.packets_in += 1;
    totals.packets_out += sent;
    totals.send_failed += count - sent;
  }
  say_totals(&totals);
  close(opened);
  return 0;
}
