namespace Nudging.TestSupport;

/// <summary>The environment of a user's process: a home folder of its own, and no sign of a build server.</summary>
public static class UserEnvironment
{
    // Where one of these is set, ONNX Runtime sends no telemetry, so that a test would pass whatever the library does.
    private static readonly string[] BuildServerVariables =
    [
        "APPVEYOR", "BITBUCKET_BUILD_NUMBER", "BUILDKITE", "CI", "CIRCLECI", "CODEBUILD_BUILD_ID", "GITHUB_ACTIONS", "GITLAB_CI", "JENKINS_URL",
        "SYSTEM_TEAMFOUNDATIONCOLLECTIONURI", "TEAMCITY_VERSION", "TF_BUILD", "TRAVIS",
    ];

    /// <summary>Creates the variables that a process is started with.</summary>
    /// <param name="home">The home folder.</param>
    public static Dictionary<string, string?> In(TemporaryFolder home)
    {
        Dictionary<string, string?> environment = BuildServerVariables.ToDictionary(name => name, string? (_) => null);
        environment["HOME"] = home.Path;
        environment["XDG_CACHE_HOME"] = home["cache"];
        return environment;
    }
}
