using System.Runtime.InteropServices;

namespace Nudging.OnnxRuntime.Running;

/// <summary>The environment variables that native code reads.</summary>
/// <remarks>
/// On Unix, <see cref="Environment.SetEnvironmentVariable(string, string)"/> changes a copy that only managed code reads.
/// </remarks>
internal static partial class NativeEnvironment
{
    /// <summary>Sets a variable for native code, unless native or managed code has set the variable before.</summary>
    /// <param name="name">The name of the variable.</param>
    /// <param name="value">The value.</param>
    /// <returns>The value that the variable has now.</returns>
    public static string SetDefault(string name, string value)
    {
        bool isWindows = OperatingSystem.IsWindows();
        string current = (isWindows ? null : Marshal.PtrToStringUTF8(GetOnUnix(name))) ?? Environment.GetEnvironmentVariable(name) ?? value;
        int error = isWindows ? SetOnWindows(name, current) : SetOnUnix(name, current, overwrite: 0);
        return error == 0 ? current : throw new InvalidOperationException($"The environment variable {name} cannot be set to '{current}': error {error}.");
    }

    // Sets the variable in the C runtime and in the process.
    [LibraryImport("ucrtbase", EntryPoint = "_putenv_s", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SetOnWindows(string name, string value);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetOnUnix(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint GetOnUnix(string name);
}
