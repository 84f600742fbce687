using Nudging.OnnxRuntime.Running;

namespace Nudging.OnnxRuntime;

/// <summary>Decides for the process whether the native library of ONNX Runtime may send telemetry.</summary>
/// <remarks>
/// <para>
/// The native library reads the environment variable <c>ORT_DISABLE_TELEMETRY</c> once, when the process first uses the
/// library. Until then this class sets the variable to 1, unless <see cref="IsEnabled"/> is <see langword="true"/> or the
/// variable has a value already. An application that uses ONNX Runtime before it loads the first
/// <see cref="OnnxLanguageModel"/> sets the variable in its own environment instead.
/// </para>
/// <para>Thread safe.</para>
/// </remarks>
public static class OnnxRuntimeTelemetry
{
    private static readonly object Lock = new();
    private static bool _isEnabled;
    private static bool _isApplied;

    /// <summary>Gets or sets a value indicating whether the native library's own settings decide about its telemetry.</summary>
    /// <value>
    /// The default is <see langword="false"/>: the telemetry is off, unless the variable <c>ORT_DISABLE_TELEMETRY</c> was
    /// set before the first model was loaded. With <see langword="true"/> the variable alone decides; where it is not
    /// set, the native library's own default holds, which is on from version 1.29.
    /// </value>
    /// <exception cref="InvalidOperationException">The value changes after the first model was loaded.</exception>
    public static bool IsEnabled
    {
        get
        {
            lock (Lock)
            {
                return _isEnabled;
            }
        }

        set
        {
            lock (Lock)
            {
                _isEnabled = value == _isEnabled || !_isApplied
                    ? value
                    : throw new InvalidOperationException($"{nameof(OnnxRuntimeTelemetry)}.{nameof(IsEnabled)} is {_isEnabled} and cannot change after the native library of ONNX Runtime was first used; set it before the first model is loaded.");
            }
        }
    }

    /// <summary>Sets the variable where the telemetry is to be off. Called before the native library is loaded.</summary>
    /// <returns>Whether the telemetry is off.</returns>
    internal static bool Apply()
    {
        lock (Lock)
        {
            _isApplied = true;
            return !_isEnabled && NativeEnvironment.SetDefault("ORT_DISABLE_TELEMETRY", "1") == "1";
        }
    }
}
