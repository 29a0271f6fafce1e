{
  # One file per addon; paths in them are relative to this file.
  "includes": ["gyp/codec.gypi", "gyp/audio.gypi", "gyp/net.gypi"],
}
