/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.raftboot.sample;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a node's process is started, up to the arguments of the application.
 *
 * @param host the address that the node listens on
 * @param command the program and its options
 * @param environment variables beside those of this process
 */
public record Launch(String host, List<String> command, Map<String, String> environment) {

	private static final List<String> JVM_OPTIONS = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m");

	public Launch {
		command = List.copyOf(command);
		environment = Map.copyOf(environment);
	}

	/**
	 * Start the sample's jar if the build has made it, otherwise, as in an IDE, its
	 * classes. A build that has made it says so with the system property
	 * {@code sample.jar}.
	 * @param jvmArguments further options of the JVM
	 */
	static Launch ofSample(List<String> jvmArguments) throws IOException {
		String jar = System.getProperty("sample.jar");
		List<String> command = (jar != null)
				? PackagedSample.of(Path.of(jar), Path.of("target/packaged-sample")).command(jvmArguments)
				: java(jvmArguments, List.of("-cp", classPath(), KvsApplication.class.getName()));
		return new Launch("127.0.0.1", command, Map.of());
	}

	/**
	 * Return a command that starts this JVM's java.
	 * @param jvmArguments further options of the JVM
	 * @param program what to run
	 */
	public static List<String> java(List<String> jvmArguments, List<String> program) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(JVM_OPTIONS);
		command.addAll(jvmArguments);
		command.addAll(program);
		return command;
	}

	/**
	 * The runner of the tests may have put its own jar in place of the class path.
	 */
	static String classPath() {
		String entries = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		List<String> absolute = new ArrayList<>();
		for (String entry : entries.split(File.pathSeparator)) {
			absolute.add(Path.of(entry).toAbsolutePath().toString());
		}
		return String.join(File.pathSeparator, absolute);
	}

}
