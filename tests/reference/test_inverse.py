# SPDX-License-Identifier: GPL-2.0-or-later
"""spec-stft --inverse restores the samples, or reports why it cannot; nothing in between."""
import numpy as np
import pytest

from spectools import HEADER, Stream, closing_line, header_block, noise, refused, sample_stream

RATE = 8000
# The threshold of scipy.signal.check_NOLA, and ours: where adjacent squared windows add up to less, there is no inverse
NOLA = 1e-10
WINDOWS = ["rect", "hann", "hamming", "blackman", "blackmanharris", "nuttall", "flattop", "bartlett", "triang", "welch",
           "cosine", "bohman", "parzen", "tukey", "gauss", "kaiser", "dolph", "dpss", "povey", "praat"]


def there_and_back(spec, x, forth, back=(), pipe=False):
    """x through `forth` and --inverse, through a file, or through pipes of unknown length."""
    blob = sample_stream(x, announce=not pipe)
    spectra = spec.run("spec-stft", *forth, "-q", "-k", "complex", stdin=blob).out
    return spec.stream("--inverse", *back, stdin=spectra)


def weights(window, length):
    """The window itself, from the spectra of a steady 1 with a frame at every sample."""
    from scipy import signal
    names = {"rect": "boxcar", "gauss": ("gaussian", length / 8), "kaiser": ("kaiser", 8.6), "dolph": ("chebwin", 100),
             "dpss": ("dpss", 4), "tukey": ("tukey", 0.5)}
    u = (np.arange(length) - length / 2) / (length / 2)
    own = {"welch": 1 - u ** 2, "povey": (0.5 + 0.5 * np.cos(np.pi * u)) ** 0.85,
           "praat": (np.exp(-48 * (u / (2 + 4 / length)) ** 2) - np.exp(-12)) / (1 - np.exp(-12))}
    return own[window] if window in own else signal.get_window(names.get(window, window), length)


def amplification(h, hop):
    """
    The amplification of a spectral error by --inverse, at the worst sample far from the ends: y = sum(h e) / sum(h^2),
    and the errors of overlapping frames are independent: sqrt(sum(h^2)) / sum(h^2).
    """
    folded = np.array([(h[i::hop] ** 2).sum() for i in range(min(hop, len(h)))])
    return np.sqrt(1 / folded.min())


@pytest.mark.parametrize("hop", [256, 300, 512])
@pytest.mark.parametrize("window", WINDOWS)
def test_every_window(spec, window, hop):
    x = noise(16 * 1024)
    h = weights(window, 1024)
    assert min((h[i::hop] ** 2).sum() for i in range(hop)) > NOLA
    got = there_and_back(spec, x, ("-n", 1024, "-p", hop, "-w", window, "--framing", "full"))
    assert got.kind == "samples" and got.header["rows"] == str(len(x))
    # Single precision there and back: 6e-8 of the rms of the frames per number, about 4 operations deep, and 5 sigma in
    # 16384 numbers, times the amplification of the window (the rms of noise(...) is 0.25): 0.25 * 6e-8 * 4 * 5
    error = np.abs(got.rows[:, 0, 0] - x).max()
    assert error <= 3e-7 * max(1, amplification(h, hop)), f"{error:.3g}, amplified {amplification(h, hop):.3g}"


@pytest.mark.parametrize("hop", [256, 300, 512])
def test_hann_is_as_exact_as_single_precision(spec, hop):
    """Error 1e-7 with a float32 spectrum, for noise below 1; twice that with single precision both ways."""
    x = noise(20000)
    got = there_and_back(spec, x, ("-n", 1024, "-p", hop, "--framing", "full")).rows[:, 0, 0]
    assert np.abs(got - x).max() <= 4e-7  # measured 2.4e-7 at |x| near 1, where an ulp is 1.2e-7
    assert np.sqrt(np.mean((got - x).astype(float) ** 2)) <= 6e-8 * 0.25 * 4


@pytest.mark.parametrize("framing", ["center", "full"])
@pytest.mark.parametrize("scaling", ["spectrum", "density", "none"])
@pytest.mark.parametrize("origin", ["frame", "fft", "center", "signal"])
@pytest.mark.parametrize("sizes", [(256, 256, 64), (255, 255, 60), (400, 512, 100), (1000, 2048, 250)])
def test_all_settings(spec, framing, scaling, origin, sizes):
    length, fft, hop = sizes
    x = noise(40 * hop, 2)
    got = there_and_back(spec, x, ("-l", length, "-n", fft, "-p", hop, "--framing", framing, "--scaling", scaling, "--phase-from", origin))
    assert got.rows.shape == (len(x), 2, 1)
    assert got.header["rate"] == str(RATE) and got.header["start"] == "0"
    assert np.abs(got.rows[:, :, 0] - x).max() <= 4e-7  # as above


def test_symmetric_window(spec):
    x = noise(6000)
    got = there_and_back(spec, x, ("-n", 256, "-p", 64, "--framing", "full", "--symmetric"))
    assert np.abs(got.rows[:, 0, 0] - x).max() <= 4e-7


def test_window_without_zeros_in_any_framing(spec):
    """If no weight is 0, the first frame alone determines the first sample, and snip and pad are invertible as well."""
    x = noise(50 * 64 + 192)  # complete frames: 51 of them
    for framing in ("pad", "snip"):
        got = there_and_back(spec, x, ("-n", 256, "-p", 64, "-w", "hamming", "--framing", framing))
        assert got.rows.shape[0] == len(x)
        assert np.abs(got.rows[:, 0, 0] - x).max() <= 4e-7 / 0.08  # the first weight of hamming is 0.08


@pytest.mark.parametrize("framing", ["reflect", "inside", "open", "last"])
@pytest.mark.parametrize("origin", ["frame", "signal"])
@pytest.mark.parametrize("sizes", [(256, 64), (255, 51)])
def test_framings_of_other_programs(spec, framing, origin, sizes):
    """Their frames reach far enough beyond both ends: every sample has as much weight as in the middle, or nearly."""
    x = noise(5003)
    got = there_and_back(spec, x, ("-n", sizes[0], "-p", sizes[1], "--framing", framing, "--phase-from", origin))
    assert got.rows.shape[0] == len(x)
    assert np.abs(got.rows[:, 0, 0] - x).max() <= 4e-7  # as above


@pytest.mark.parametrize("framing,count", [("center", 40 * 256), ("full", 40 * 256), ("center", 10000), ("full", 10000)])
def test_pipe_of_unknown_length(spec, framing, count):
    """No program of the pipeline knows the length; all samples are restored, then at most a window of nearly zeros."""
    x = noise(count)
    got = there_and_back(spec, x, ("-n", 1024, "-p", 256, "--framing", framing), pipe=True)
    assert "rows" not in got.header and got.closing == f"spec-stream end {len(got.rows)} complete"
    assert count <= len(got.rows) <= count + 1024
    assert np.abs(got.rows[:count, 0, 0] - x).max() <= 4e-7
    # After the end come the zeros of the padding; under the tail of the last window an error is divided by its weight,
    # which is at least sqrt(NOLA) = 1e-5: 5 sigma of 6e-8 * 0.25 over that
    assert np.abs(got.rows[count:, 0, 0]).max() <= 5 * 6e-8 * 0.25 / 1e-5


def noted(stream):
    """The words of the header's line stft."""
    return dict(word.partition("=")[::2] for word in stream.header["stft"].split())


@pytest.mark.parametrize("options", [("--framing", "full"), ("-s", "100smp"), ("-s", "100smp", "-d", "999smp"), ("-w", "hamming", "--framing", "pad")])
def test_file_from_a_pipe(spec, tmp_path, options):
    """A file says how many samples there were, even if that was known only at the end: no padding comes back."""
    x, spectra, files = noise(5003), tmp_path / "spectra", []
    for announce in (True, False):
        spec.run("spec-stft", "-k", "complex", *options, "-o", spectra, stdin=sample_stream(x, announce=announce))
        files.append(Stream(spectra.read_bytes()))
    assert files[0].header == files[1].header and files[0].data == files[1].data
    got = spec.stream("--inverse", spectra)
    want = x[100:1099] if "-d" in options else x[100:] if "-s" in options else x
    assert len(got.rows) == len(want) and got.header["rows"] == str(len(want))
    assert np.abs(got.rows[:, 0, 0] - want).max() <= 4e-7 / (0.08 if "hamming" in options else 1)  # as above


def test_file_from_a_cut_pipe(spec, tmp_path):
    """With --partial, the samples that came."""
    x, spectra = noise(5003), tmp_path / "spectra"
    for announce in (True, False):
        blob = sample_stream(x, announce=announce)[:HEADER + 4 * 3001]
        spec.run("spec-stft", "-k", "complex", "--framing", "full", "--partial", "-o", spectra, stdin=blob)
        stream = Stream(spectra.read_bytes())
        count = int(noted(stream)["samples"])
        assert count == (3001 if announce else 3001 - 16)  # the last 64 bytes might have been a closing line
        assert len(spec.stream("--inverse", spectra).rows) == count


@pytest.mark.parametrize("one", ["--average", "--peak-hold"])
def test_one_row_knows_its_samples(spec, one):
    assert noted(spec.stream(one, stdin=sample_stream(noise(5003), announce=False)))["samples"] == "5003"


def test_channels_and_source(spec, tmp_path):
    x = noise(8000, 3)
    blob = sample_stream(x, "origin 2024-05-06T07:08:09Z", "unit V")
    spectra = tmp_path / "spectra"
    spec.run("spec-stft", "-k", "complex", "-c", "3,1", "-o", spectra, stdin=blob)
    got = spec.stream("--inverse", spectra)
    assert got.rows.shape == (8000, 2, 1)
    assert np.abs(got.rows[:, :, 0] - x[:, [2, 0]]).max() <= 4e-7
    assert got.header["origin"] == "2024-05-06T07:08:09Z"
    assert "stft" not in got.header and "frame" not in got.header and "window" not in got.header
    assert [line.split()[0] for line in got.hist] == ["spec-stft", "spec-stft"]


def test_inverse_of_the_inverse(spec):
    """The restored samples can be transformed again: the spectra are the same."""
    x = noise(8192)
    first = spec.run("spec-stft", "-k", "complex", "--framing", "full", stdin=sample_stream(x)).out
    samples = spec.run("spec-stft", "--inverse", stdin=first).out
    second = spec.stream("-k", "complex", "--framing", "full", stdin=samples)
    assert np.abs(second.rows - np.frombuffer(first[HEADER:], "<f4").reshape(second.rows.shape)).max() <= 1e-7  # of 0.1


def refused_and_nothing_there(spec, tmp_path, spectra, *words):
    out = tmp_path / "samples"
    refused(spec.run("spec-stft", "--inverse", "-o", out, stdin=spectra, check=False), 65, *words)
    assert not out.exists() and list(tmp_path.iterdir()) == []
    piped = spec.run("spec-stft", "--inverse", stdin=spectra, check=False)
    refused(piped, 65, *words)
    assert piped.out == b"" or b"\nspec-stream end " not in piped.out or b" cut: " in piped.out[-64:]
    assert b" complete" not in piped.out[-64:]


@pytest.mark.parametrize("trend", ["mean", "linear"])
def test_detrended_frames(spec, tmp_path, trend):
    """The trend of every frame is not in the rows, so nothing can restore the samples."""
    blob = sample_stream(noise(8000) + np.float32(0.25))
    spectra = spec.run("spec-stft", "-k", "complex", "--detrend", trend, stdin=blob).out
    assert noted(Stream(spectra))["detrend"] == trend
    refused_and_nothing_there(spec, tmp_path, spectra, f"--detrend {trend}", "cannot be inverted")
    squeezed = spec.run("spec-reassign", "--synchrosqueeze", "-n", 128, "-p", 1, "--detrend", trend, stdin=blob).out
    assert f" detrend={trend}" in Stream(squeezed).header["reassigned"]
    refused(spec.run("spec-reassign", "--inverse", stdin=squeezed, check=False), 65, f"--detrend {trend}", "cannot be inverted")


def test_short_signals(spec):
    """Only what lies under the signal is judged: a hop that would leave samples out of a longer signal is accepted."""
    for count, options in ((400, ("-n", 1024, "-p", 1024)), (400, ("-n", 1024, "-p", 5000)), (1, ("-n", 64, "-p", 64)),
                           (100, ("-w", "rect", "-n", 100, "-p", 130, "--framing", "pad")),
                           (1, ("-w", "rect", "-n", 1, "-p", 2, "--framing", "full")),
                           (1000, ("-w", "hamming", "-n", 1000, "-p", 3000, "--framing", "snip"))):
        x = noise(count)
        got = there_and_back(spec, x, options)
        assert len(got.rows) == count
        # The squared weight over sample 400 of 1024 is 0.01: an error of a frame's spectrum grows by its root's inverse
        assert np.abs(got.rows[:, 0, 0] - x).max() <= 4e-7 * 10, (count, options)


def uncovered(h, hop, start, rows, count):
    """The first sample without window weight, or None: the squares of the windows, added frame by frame."""
    weight = np.zeros(count + len(h) + abs(start) + rows * hop)
    for m in range(rows):
        weight[abs(start) + start + m * hop:][:len(h)] += h ** 2
    bare = np.flatnonzero(weight[abs(start):][:count] <= NOLA)
    return int(bare[0]) if len(bare) else None


def test_coverage_is_that_of_the_samples(spec):
    """Against brute force: an inverse is refused exactly where a sample has no weight, and the sample is named."""
    rng = np.random.default_rng(8)
    accepted = 0
    for _ in range(150):
        length, hop, count = (int(n) for n in rng.integers(1, (24, 40, 90)))
        window, framing = rng.choice(["rect", "hann", "hamming", "bartlett"]), rng.choice(["center", "full", "pad", "all", "open", "last"])
        options = ("-n", length, "-p", hop, "-w", window, "--framing", framing)
        spectra = spec.run("spec-stft", "-q", "-k", "complex", *options, stdin=sample_stream(noise(count))).out
        rows = int(Stream(spectra).header["rows"])
        start = {"pad": 0, "all": 0, "last": hop - length}.get(str(framing), -(length // 2))
        bare = uncovered(weights(str(window), length), hop, start, rows, count)
        back = spec.run("spec-stft", "--inverse", stdin=spectra, check=False)
        if bare is None:
            accepted += 1
            assert back.code == 0 and len(Stream(back.out).rows) == count, (options, count, back.err)
        else:
            refused(back, 65, f"sample {bare} ")
            assert back.out == b"", "refused before anything is written"
    assert 30 <= accepted <= 120


@pytest.mark.parametrize("hop", [1023, 1024])
def test_hop_that_leaves_samples_out(spec, tmp_path, hop):
    """The least sums of the squares of overlapping windows are 8.9e-11 and 0."""
    blob = sample_stream(noise(8000))
    spectra = spec.run("spec-stft", "-k", "complex", "-p", hop, "--framing", "full", stdin=blob).out
    refused_and_nothing_there(spec, tmp_path, spectra, "window weight", "1e-10")


def test_hop_beyond_the_window(spec, tmp_path):
    spectra = spec.run("spec-stft", "-k", "complex", "-w", "rect", "-n", 100, "-p", 130, stdin=sample_stream(noise(8000))).out
    refused_and_nothing_there(spec, tmp_path, spectra, "window weight")


def test_first_sample_of_weight_zero(spec, tmp_path):
    """The first weight of hann is 0, and there is no frame before the first."""
    spectra = spec.run("spec-stft", "-k", "complex", "--framing", "snip", stdin=sample_stream(noise(8000))).out
    refused_and_nothing_there(spec, tmp_path, spectra, "sample 0", "window weight")


def test_last_sample_of_weight_zero(spec, tmp_path):
    """Frames centred on multiples of 600 reach 512 samples further; the last 8 samples are in none."""
    x = noise(20 * 600 + 520)
    spectra = spec.run("spec-stft", "-k", "complex", "-n", 1024, "-p", 600, stdin=sample_stream(x), check=False).out
    refused_and_nothing_there(spec, tmp_path, spectra, "window weight", "--framing full")
    got = there_and_back(spec, x, ("-n", 1024, "-p", 600, "--framing", "full"))
    assert len(got.rows) == len(x)


@pytest.mark.parametrize("kind", ["magnitude", "power", "density", "level", "phase"])
def test_rows_that_are_not_complex(spec, tmp_path, kind):
    spectra = spec.run("spec-stft", "-k", kind, stdin=sample_stream(noise(8000))).out
    refused_and_nothing_there(spec, tmp_path, spectra, "complex", kind)


def test_samples_have_no_inverse(spec, tmp_path):
    refused_and_nothing_there(spec, tmp_path, sample_stream(noise(8000)), "complex", "samples")


@pytest.mark.parametrize("key", ["stft", "frame", "hop", "window", "samplerate"])
def test_header_without_a_recipe(spec, tmp_path, key):
    spectra = spec.run("spec-stft", "-k", "complex", stdin=sample_stream(noise(8000))).out
    lines = [line for line in spectra[16:HEADER].decode().split("\nend\n")[0].split("\n") if not line.startswith(key + " ")]
    refused_and_nothing_there(spec, tmp_path, header_block(*lines) + spectra[HEADER:], "inverted", "header")


@pytest.mark.parametrize("old,new", [("frame 1024", "frame 2048"), ("fft=1024", "fft=512"), ("fft=1024", "fft=0"),
                                     ("fft=1024", "fft=99999999999999999999"), ("framing=center", "framing=somewhere"),
                                     ("phase=frame", "phase="), ("hop 256", "hop 2147483647"), ("window hann", "window nosuch")])
def test_header_that_contradicts_itself(spec, tmp_path, old, new):
    spectra = spec.run("spec-stft", "-k", "complex", stdin=sample_stream(noise(8000))).out
    text = spectra[16:HEADER].decode().split("\nend\n")[0]
    assert old in text
    refused_and_nothing_there(spec, tmp_path, header_block(*text.replace(old, new).split("\n")) + spectra[HEADER:], "inverted")


def test_cut_spectra(spec, tmp_path):
    """A truncated spectrum does not give samples that look complete."""
    spectra = spec.run("spec-stft", "-k", "complex", stdin=sample_stream(noise(8000))).out
    refused_and_nothing_there(spec, tmp_path, spectra[:-1000], "truncated")


def test_partial_accepts_cut_spectra(spec):
    """--partial: the samples of the rows that arrived, and a warning."""
    x = noise(8000)
    spectra = spec.run("spec-stft", "-k", "complex", stdin=sample_stream(x)).out
    result = spec.run("spec-stft", "--inverse", "--partial", "--raw", stdin=spectra[:-10000], check=False)
    assert result.code == 0, result.err
    assert "truncated" in result.err
    got = np.frombuffer(result.out, "<f4")
    assert 4000 < len(got) < 8000 and np.abs(got[:4000] - x[:4000]).max() <= 4e-7


def test_no_rows_at_all(spec):
    """Rows of silence have no samples, and the result says so: a complete empty stream, or an error; never a crash."""
    head = spec.run("spec-stft", "-k", "complex", stdin=sample_stream(noise(8000), announce=False)).out[:HEADER]
    result = spec.run("spec-stft", "--inverse", stdin=head + closing_line(0), check=False)
    assert result.code in (0, 65)
    if result.code == 0:
        assert result.out[HEADER:] == closing_line(0)


@pytest.mark.parametrize("origin", ["frame", "fft", "center", "signal"])
def test_inverse_of_a_part(spec, origin):
    """--start and --duration select rows; their samples come back at their times, whatever phases are counted from."""
    x = noise(16000)
    spectra = spec.run("spec-stft", "-k", "complex", "-p", 250, "--phase-from", origin, stdin=sample_stream(x)).out
    result = spec.run("spec-stft", "--inverse", "-s", 0.5, "-d", 0.5, stdin=spectra, check=False)
    assert result.code == 0, f"exit {result.code}: {result.err}"
    got = Stream(result.out)
    first = round(got.number("start") * RATE)
    assert abs(first - 4000) <= 512 and abs(len(got.rows) - 4000) <= 1024
    inside = slice(1024, len(got.rows) - 1024)  # away from the ends every frame of a sample is there
    assert np.abs(got.rows[inside, 0, 0] - x[first:first + len(got.rows)][inside]).max() <= 4e-7
