using Microsoft.ML.OnnxRuntime;
using Nudging.OnnxRuntime.Running;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests.Running;

public sealed class CancellableRunTests
{
    [Fact]
    public void Cancellation_ends_a_pass_that_is_under_way()
    {
        using var folder = new TemporaryFolder();
        DecoderModel.Write(folder.Path, new() { UsesGroupQueryAttention = false, HasPositionIds = false });
        Assert.NotNull(NativeRuntime.Environment);
        using var session = new InferenceSession(folder["model.onnx"]);
        var inputs = new Dictionary<string, OrtValue>
        {
            ["input_ids"] = OrtValue.CreateTensorValueFromMemory<long>([1, 2], [1, 2]),
            ["attention_mask"] = OrtValue.CreateTensorValueFromMemory<long>([1, 1], [1, 2]),
        };
        foreach (string past in session.InputNames.Where(name => name.StartsWith("past", StringComparison.Ordinal)))
        {
            inputs[past] = OrtValue.CreateTensorValueFromMemory<float>([], [1, 2, 0, 16]);
        }

        using var source = new CancellationTokenSource();
        using var run = new CancellableRun(source.Token);
        run.Invoke(options => session.Run(options, inputs, session.OutputNames).Dispose());
        var error = Assert.ThrowsAny<OperationCanceledException>(() => run.Invoke(options =>
        {
            // The pass has begun as far as the engine knows; only ONNX Runtime can end it now.
            source.Cancel();
            session.Run(options, inputs, session.OutputNames).Dispose();
        }));
        Assert.IsType<OnnxRuntimeException>(error.InnerException);
        Assert.Equal(source.Token, error.CancellationToken);
        foreach (OrtValue input in inputs.Values)
        {
            input.Dispose();
        }
    }

    [Fact]
    public void A_failure_that_is_no_cancellation_stays_what_it_is()
    {
        using var run = new CancellableRun(CancellationToken.None);
        Assert.Throws<OnnxRuntimeException>(() => run.Invoke(_ => new InferenceSession("no such file").Dispose()));
    }

    [Fact]
    public async Task Whenever_a_request_is_cancelled_the_model_stays_usable()
    {
        using var test = new TestModel();
        await using Models.ILanguageModelSession session = test.Model.CreateSession("Once upon a time");
        var options = new Models.ContinuationOptions { MaxTokens = 8 };
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
