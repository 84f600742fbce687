using Microsoft.ML.OnnxRuntime;
using Nudging.Models;
using Nudging.OnnxRuntime.Running;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests.Running;

public sealed class CancellableRunTests
{
    [Fact]
    public void Cancellation_within_a_pass_ends_the_pass_in_ONNX_Runtime()
    {
        using var test = new TestModel();
        using var source = new CancellationTokenSource();
        using var run = new CancellableRun(source.Token);

        // The observer is called after the pass has checked the token: only ONNX Runtime can end the pass.
        test.Model.Decoder.PassObserver = (_, _) => source.Cancel();
        var error = Assert.ThrowsAny<OperationCanceledException>(() => test.Cache.Read([1, 2], [new(1, default)], null, run));
        Assert.IsType<OnnxRuntimeException>(error.InnerException);
        Assert.Equal(source.Token, error.CancellationToken);
    }

    [Fact]
    public void A_failure_without_a_cancellation_is_thrown_unchanged()
    {
        using var folder = new TemporaryFolder();
        DecoderModel.Write(folder.Path, new());
        Assert.NotNull(NativeRuntime.Environment);
        using var session = new InferenceSession(folder["model.onnx"]);
        using var run = new CancellableRun(CancellationToken.None);
        using var input = OrtValue.CreateTensorValueFromMemory<long>([1], [1, 1]);
        Assert.Throws<OnnxRuntimeException>(() => run.Invoke(session, ["no such input"], [input], [], []));
    }

    [Fact]
    public async Task A_request_cancelled_in_any_pass_leaves_the_model_usable()
    {
        using var test = new TestModel();
        await using ILanguageModelSession session = test.Model.CreateSession("Once upon a time");
        var options = new ContinuationOptions { MaxTokens = 8 };
        string expected = (await session.ContinueAsync("x", options, TestContext.Current.CancellationToken)).Text;
        for (int passes = 0; passes < 12; passes++)
        {
            using var source = new CancellationTokenSource();
            int left = passes;
            test.Model.Decoder.PassObserver = (_, _) =>
            {
                if (left-- == 0)
                {
                    source.Cancel();
                }
            };
            try
            {
                string text = (await session.ContinueAsync("x" + passes, options, source.Token)).Text;
                Assert.False(source.IsCancellationRequested, $"The text '{text}' came after a cancellation.");
            }
            catch (OperationCanceledException)
            {
                Assert.True(source.IsCancellationRequested);
            }

            test.Model.Decoder.PassObserver = null;
            Assert.Equal(expected, (await session.ContinueAsync("x", options, TestContext.Current.CancellationToken)).Text);
        }
    }
}
