// Lowers what the adaptive filter leaves of the echo: a gain per bin from the estimated power of the residual,
// after Valin (2007), and in its place the room's own noise. Where nothing was played it changes nothing.
// Asymmetric windows (Mauler and Martin 2007) keep its delay at kOverlap samples.
#pragma once

#include <array>
#include <cstdint>

#include "dsp/echo_path.h"
#include "dsp/real_fft.h"

namespace palabre::dsp {

class Suppressor {
 public:
  Suppressor();

  /** The next kBlock samples, of which `path` has taken its echo. Writes kBlock samples, kOverlap late. */
  void process(RealFft& fft, const float* signal, const EchoPath& path, float* out);
  void clear();

 private:
  void estimate_residual(const EchoPath& path);
  void estimate_floor();
  void apply_gains();
  uint32_t random();

  alignas(32) float analysis_[kFft];
  alignas(32) float synthesis_[kFft];
  alignas(32) float signal_window_[kFft];
  alignas(32) float echo_window_[kFft];
  alignas(32) float work_[kFft];
  alignas(32) float overlap_[kOverlap];
  Spectrum signal_, echo_;
  Powers signal_power_, echo_power_, residual_, kept_, gain_;
  Powers smoothed_, lowest_now_, floor_;
  std::array<Powers, kFloorStretches> lowest_;
  int floor_age_ = 0;
  uint32_t seed_ = 1;
};

}  // namespace palabre::dsp
