// The path from loudspeaker to microphone, learnt: a partitioned-block frequency-domain filter (overlap-save)
// whose steps are those of a Kalman filter with diagonal covariance (Enzner and Vary 2006; Kuech, Mabande,
// Enzner 2014). Each bin of each partition has an uncertainty of its own. What is no echo (near speech) enters
// as measurement noise, so that double talk stops adaptation by itself, bin by bin.
#pragma once

#include <array>

#include "dsp/far_history.h"
#include "dsp/leak_estimator.h"

namespace palabre::dsp {

class EchoFilter {
 public:
  EchoFilter() { forget(); }

  /** Writes the echo expected in this block, kBlock samples. `lag`: blocks by which the path begins later. */
  void predict(RealFft& fft, const FarHistory& far, size_t lag, float* echo);
  /** Learns from what remained of the same block after its prediction `echo`, kBlock samples each. */
  void adapt(RealFft& fft, const FarHistory& far, size_t lag, const float* echo, const float* error);
  /** Moves the path by partitions when the lag changes: positive where the lag grew. */
  void shift(int partitions);
  /** Knows nothing any more. */
  void forget();

  /** Power of the echo that the filter may have missed in the block predicted last, per bin of the error. */
  const Powers& uncertainty() const { return expected_; }
  /** Share of the expected echo's power that is left, per bin. */
  const Powers& leak() const { return leak_.leak(); }
  /** Samples from the filter's beginning to its strongest tap. */
  size_t peak() const;
  /** Power of the path over all bins and partitions; 0 where nothing has been learnt. */
  float strength() const { return strength_; }

 private:
  struct Partition {
    Spectrum path;
    Powers uncertainty;
    float peak_level;
    size_t peak_place;
  };

  void spectrum_of(RealFft& fft, const float* block, Spectrum& spectrum, Powers& power);
  /** Removes what circular convolution left beyond a partition's length. */
  void cut(RealFft& fft, Partition& partition);

  std::array<Partition, kParts> parts_;
  LeakEstimator leak_;
  Powers expected_;
  Powers noise_;
  Powers spread_;
  float strength_ = 0;
  size_t next_cut_ = 0;
  Spectrum sum_;
  Powers error_power_, echo_power_;
  alignas(32) float samples_[kFft];
};

}  // namespace palabre::dsp
