// Tells the console, which holds this page in a frame, what the identity provider answered to the question whether somebody is signed in.
parent.postMessage(location.href, location.origin);
