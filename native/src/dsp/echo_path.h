// Two filters for one path. The first one's echo is taken away. Where it does little good although something is
// played, the path may have become another one, or somebody speaks here loudly: nothing in the signal tells which.
// So a second one, the scout, starts from nothing beside it, and takes its place once it leaves clearly less.
#pragma once

#include <cstdint>

#include "dsp/echo_filter.h"

namespace palabre::dsp {

class EchoPath {
 public:
  /**
   * One block: writes the echo to be taken from `near`, kBlock samples. It is faded to 0 while the filter makes
   * things worse. Learns from the block.
   */
  void process(RealFft& fft, const FarHistory& far, size_t lag, const float* near, float* echo);

  /** Whether the last echo was held back, so that all of the real one may have remained. */
  bool distrusted() const { return trust_ < 1; }
  /** Whether any of what is played is heard: not with headphones on, where the filter finds nothing to take. */
  bool echo_likely() const { return likely_ > 0; }
  /** The filter's expectation, whether or not it was held back. */
  const float* expectation() const { return expectation_; }
  const Powers& uncertainty() const { return filter_.uncertainty(); }
  const Powers& leak() const { return filter_.leak(); }
  /** Samples from the filter's beginning to its strongest tap; -1 where nothing has been learnt. */
  double peak() const;
  /** By how much the echo is lowered, dB, over the last second of played sound. */
  double erle_db() const;
  /** Times that the path became another one. */
  uint32_t changes() const { return changes_; }
  void shift(int partitions);
  void forget();

 private:
  bool weigh(const float* near, const float* error, bool loud);
  void begin_scouting();
  void scout(RealFft& fft, const FarHistory& far, size_t lag, const float* near);

  EchoFilter filter_;
  EchoFilter scout_;
  alignas(32) float expectation_[kBlock] = {};
  alignas(32) float error_[kBlock] = {};
  // Smoothed energies of the input and of what the filters leave of it.
  float near_short_ = 0;
  float error_short_ = 0;
  float near_long_ = 0;
  float error_long_ = 0;
  float scout_long_ = 0;
  float near_second_ = 0;
  float error_second_ = 0;
  float echo_second_ = 0;
  /** Share of the expected echo that is taken away. */
  float trust_ = 1;
  /** Blocks with played sound since the filter, or the scout, began. */
  int age_ = 0;
  int scout_age_ = 0;
  bool scouting_ = false;
  /** Blocks of played sound in which an echo is still reckoned with. */
  int likely_ = kEchoPatience;
  uint32_t changes_ = 0;
};

}  // namespace palabre::dsp
