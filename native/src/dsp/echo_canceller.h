// Acoustic echo cancellation at 48 kHz, one channel: takes what the microphone heard and what was played at the
// time, answers what was said here. Blocks of kBlock samples go through history, delay estimate, adaptive
// filter, guard and suppressor; frames of any legal length are cut into them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "dsp/delay_estimator.h"
#include "dsp/echo_path.h"
#include "dsp/far_history.h"
#include "dsp/suppressor.h"

namespace palabre::dsp {

/** Whether the canceller takes frames of this many samples: 2.5 to 60 ms, in steps of 2.5 ms. */
bool legal_frame(size_t samples);

/** How the canceller does. */
struct EchoMeasures {
  /** By how much the linear filter lowers the echo, dB, over the last second of played sound; 0 before any. */
  double erle_db = 0;
  /** From playing to hearing, samples; -1 where no echo has been found. */
  double delay_samples = -1;
  /** Time spent per 10 ms of sound, microseconds, mean over the last second. */
  double cost_us = 0;
  /** Times that the path became another one. */
  double changes = 0;
};

class EchoCanceller {
 public:
  /** nullptr where memory is short. */
  static std::unique_ptr<EchoCanceller> create(bool suppress);

  /**
   * Three frames of the same legal length; `out` may be `near`. Samples that are not finite are silence.
   * Never allocates, never fails.
   */
  void process(std::span<const float> near, std::span<const float> far, std::span<float> out);
  /** Samples by which `out` lags behind `near` from the next frame on, if that has so many samples. */
  size_t delay(size_t frame) const;
  EchoMeasures measures() const;
  /** As newly made, the measured cost apart. */
  void reset();

 private:
  explicit EchoCanceller(bool suppress) : suppress_(suppress) {}
  void process_block(const float* near, const float* far, float* out);
  void align();

  const bool suppress_;
  RealFft fft_;
  FarHistory far_;
  DelayEstimator delay_;
  EchoPath path_;
  Suppressor suppressor_;
  size_t lag_ = 0;
  double cost_us_ = 0;
  // Samples that wait to become a block, and those that wait to be fetched.
  size_t waiting_ = 0;
  size_t ready_ = 0;
  alignas(32) float near_in_[kBlock];
  alignas(32) float far_in_[kBlock];
  float out_[kMostFrame + 2 * kBlock];
};

}  // namespace palabre::dsp
