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

package io.raftboot.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.raftboot.sample.Launch;

/**
 * The program that nodes run: the sample's jar, or a main class of the tests in front of
 * it. The jar is unpacked once and its classes are archived, which halves the time that
 * the hundreds of starts of a run take.
 */
final class Program {

	/** From JDK 25 on the archive has linked classes and profiles too (JEP 514). */
	private static final boolean AHEAD_OF_TIME = (Runtime.version().feature() >= 25);

	private final Path directory;

	private final List<String> run;

	private Program(Path directory, List<String> run) {
		this.directory = directory;
		this.run = run;
	}

	/**
	 * Prepare the sample as it is shipped.
	 * @param directory where to unpack it
	 */
	static Program sample(Path directory) throws IOException {
		Path jar = unpack(directory);
		return new Program(directory, List.of("-jar", jar.toString())).archive();
	}

	/**
	 * Prepare a program with a planted bug.
	 * @param directory where to unpack the sample, whose classes it uses
	 * @param mainClass a class of these tests
	 */
	static Program planted(Path directory, Class<?> mainClass) throws IOException {
		Path jar = unpack(directory);
		String classes = Path.of(mainClass.getProtectionDomain().getCodeSource().getLocation().getPath()).toString();
		String classPath = String.join(":", classes, jar.toString(), jar.resolveSibling("lib") + "/*");
		return new Program(directory, List.of("-cp", classPath, mainClass.getName()));
	}

	private static Path unpack(Path directory) throws IOException {
		Path jar = Path.of(System.getProperty("sample.jar", "../sample-kvs-app/target/sample-kvs-app.jar"));
		if (!Files.isRegularFile(jar)) {
			throw new IOException("\"" + jar + "\" is not there: build it with mvn package -pl sample-kvs-app -am");
		}
		Path unpacked = directory.resolve("app");
		if (!Files.isDirectory(unpacked)) {
			List<String> command = new ArrayList<>(Launch.java(List.of("-Djarmode=tools"), List.of("-jar")));
			command.addAll(List.of(jar.toAbsolutePath().toString(), "extract", "--destination", unpacked.toString()));
			Commands.run(command);
		}
		return unpacked.resolve(jar.getFileName());
	}

	private Program archive() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
		}
		List<String> command = Launch.java(
				List.of((AHEAD_OF_TIME ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archiveFile()),
				this.run);
		command.addAll(List.of("--server.address=127.0.0.1", "--server.port=" + port,
				"--raft.data-directory=" + this.directory.resolve("training")));
		Process training = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("training.log").toFile())
			.start();
		try {
			Door.awaitHealth("127.0.0.1", port, training);
			training.destroy();
			training.waitFor(1, TimeUnit.MINUTES);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			training.destroyForcibly();
		}
		return this;
	}

	private Path archiveFile() {
		return this.directory.resolve("app.jsa");
	}

	/** Return the command up to the arguments of the application. */
	List<String> command() {
		List<String> options = new ArrayList<>(List.of("-Xmx128m"));
		if (Files.isRegularFile(archiveFile())) {
			options.add((AHEAD_OF_TIME ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archiveFile());
		}
		return Launch.java(options, this.run);
	}

}
