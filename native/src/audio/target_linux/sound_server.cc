#include "audio/sound_server.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "audio/target_linux/pulse_library.h"

namespace palabre::audio {

namespace {

using pulse::Context;
using pulse::DeviceInfo;
using pulse::Library;
using pulse::ServerInfo;

/** Before a server that has gone is looked for again. */
constexpr auto kReconnect = std::chrono::milliseconds(300);
/** Server, sinks and sources are asked for at once. */
constexpr int kAnswers = 3;

std::string text(const char* from) { return from == nullptr ? "" : from; }

class PulseServer : public SoundServer {
 public:
  PulseServer(const Library& pulse, std::shared_ptr<WakeSignal> signal)
      : pulse_(pulse), signal_(std::move(signal)), loop_(pulse.mainloop_new()), thread_([this] { run(); }) {}

  ~PulseServer() override {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    changed_.notify_all();
    pulse_.mainloop_wakeup(loop_);
    thread_.join();
    pulse_.mainloop_free(loop_);
  }

  bool connected() const override {
    const std::lock_guard lock(mutex_);
    return connected_;
  }

  uint32_t version() const override { return version_.load(std::memory_order_acquire); }

  std::vector<ServerDevice> devices() const override {
    const std::lock_guard lock(mutex_);
    return devices_;
  }

 private:
  void run() {
    while (!ending_) {
      follow();
      publish(false, {});
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, kReconnect, [this] { return ending_.load(); });
    }
  }

  /** Until the server goes, or nobody watches any more. */
  void follow() {
    context_ = pulse_.context_new(pulse_.mainloop_get_api(loop_), "Palabre");
    if (context_ == nullptr) return;
    pulse_.context_set_state_callback(context_, state_changed, this);
    pulse_.context_set_subscribe_callback(context_, something_changed, this);
    waiting_ = 0;
    if (pulse_.context_connect(context_, nullptr, pulse::kNoAutospawn, nullptr) >= 0) {
      while (!ending_ && alive() && pulse_.mainloop_iterate(loop_, 1, nullptr) >= 0) {
      }
    }
    pulse_.context_set_state_callback(context_, nullptr, nullptr);
    pulse_.context_set_subscribe_callback(context_, nullptr, nullptr);
    pulse_.context_disconnect(context_);
    pulse_.context_unref(context_);
    context_ = nullptr;
  }

  bool alive() const {
    const int state = pulse_.context_get_state(context_);
    return state != pulse::kFailed && state != pulse::kTerminated;
  }

  static void state_changed(Context* context, void* self) {
    auto& server = *static_cast<PulseServer*>(self);
    if (server.pulse_.context_get_state(context) != pulse::kReady) return;
    server.forget(server.pulse_.context_subscribe(context, pulse::kWatched, nullptr, nullptr));
    server.ask();
  }

  static void something_changed(Context*, int, uint32_t, void* self) {
    auto& server = *static_cast<PulseServer*>(self);
    if (server.waiting_ > 0) {
      server.outdated_ = true;
    } else {
      server.ask();
    }
  }

  void ask() {
    waiting_ = kAnswers;
    outdated_ = false;
    found_.clear();
    forget(pulse_.context_get_server_info(context_, server_told, this));
    forget(pulse_.context_get_sink_info_list(context_, sink_told, this));
    forget(pulse_.context_get_source_info_list(context_, source_told, this));
  }

  void forget(pulse::Operation* operation) {
    if (operation != nullptr) pulse_.operation_unref(operation);
  }

  static void server_told(Context*, const ServerInfo* info, void* self) {
    auto& server = *static_cast<PulseServer*>(self);
    server.default_sink_ = info == nullptr ? "" : text(info->default_sink_name);
    server.default_source_ = info == nullptr ? "" : text(info->default_source_name);
    server.answered();
  }

  static void sink_told(Context*, const DeviceInfo* info, int end, void* self) {
    static_cast<PulseServer*>(self)->told(info, end, false);
  }

  static void source_told(Context*, const DeviceInfo* info, int end, void* self) {
    static_cast<PulseServer*>(self)->told(info, end, true);
  }

  /** The server's own answer comes first, so the defaults are known here. */
  void told(const DeviceInfo* info, int end, bool is_capture) {
    if (end != 0 || info == nullptr) return answered();
    ServerDevice device;
    device.name = text(info->name);
    device.description = text(info->description);
    device.is_capture = is_capture;
    device.is_monitor = is_capture && info->monitor != pulse::kNoIndex;
    device.is_default = device.name == (is_capture ? default_source_ : default_sink_);
    device.channels = info->sample_spec.channels;
    device.rate = info->sample_spec.rate;
    found_.push_back(std::move(device));
  }

  void answered() {
    waiting_ -= 1;
    if (waiting_ > 0) return;
    if (outdated_) {
      ask();
    } else {
      publish(true, std::move(found_));
    }
  }

  void publish(bool connected, std::vector<ServerDevice> devices) {
    {
      const std::lock_guard lock(mutex_);
      // A volume that was turned is no news, nor that there is still no server.
      if (connected == connected_ && devices == devices_ && version_.load() > 0) return;
      connected_ = connected;
      devices_ = std::move(devices);
    }
    version_.fetch_add(1, std::memory_order_release);
    if (signal_ != nullptr) signal_->post();
  }

  const Library& pulse_;
  const std::shared_ptr<WakeSignal> signal_;
  pulse::Mainloop* const loop_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<bool> ending_{false};
  std::atomic<uint32_t> version_{0};
  bool connected_ = false;
  std::vector<ServerDevice> devices_;

  // For the thread alone.
  Context* context_ = nullptr;
  int waiting_ = 0;
  bool outdated_ = false;
  std::vector<ServerDevice> found_;
  std::string default_sink_;
  std::string default_source_;

  // Last: it uses all of the above.
  std::thread thread_;
};

}  // namespace

std::unique_ptr<SoundServer> SoundServer::watch(std::shared_ptr<WakeSignal> signal) {
  const Library* pulse = Library::find();
  if (pulse == nullptr) return nullptr;
  return std::make_unique<PulseServer>(*pulse, std::move(signal));
}

}  // namespace palabre::audio
